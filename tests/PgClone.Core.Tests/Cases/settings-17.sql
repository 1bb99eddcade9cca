CREATE FUNCTION limited(a int DEFAULT 1) RETURNS int LANGUAGE plpgsql
    SET search_path TO public, pg_temp SET transaction_timeout TO '5s' SET work_mem TO '5MB'
    AS $$ BEGIN RETURN a + 1; /* SET event_triggers TO on */ END $$;
COMMENT ON FUNCTION limited IS 'adds one';
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql SET event_triggers TO off SET transaction_timeout TO '7s'
    AS $$ BEGIN NEW.note := 'stamped'; RETURN NEW; END $$;
CREATE TABLE t (a int, b int DEFAULT limited(), note text);
CREATE TRIGGER stamp BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION stamp();
CREATE PROCEDURE fill(n int) LANGUAGE sql SET transaction_timeout TO '9s'
    BEGIN ATOMIC INSERT INTO t SELECT i FROM generate_series(1, n) i; END;
CREATE FUNCTION known() RETURNS text LANGUAGE sql SET "app.tenant" TO 'SET transaction_timeout TO ''1s''' AS $$ SELECT current_setting('app.tenant') $$;
CALL fill(3);
ALTER DATABASE settings SET transaction_timeout TO '30s';
ALTER DATABASE settings SET work_mem TO '6MB';
