-- Much schema and few rows, whatever the scale: 1,000 tables, 500 views, 2,000 functions and a trigger on every fifth table; {scale} 1 puts 20 rows into each.
DO $$
BEGIN
    FOR i IN 1..2000 LOOP
        EXECUTE format('CREATE FUNCTION f_%s(amount numeric, OUT net numeric, OUT tax numeric) LANGUAGE plpgsql IMMUTABLE AS %L',
            i, format('BEGIN net := round(amount / (1 + %s / 100.0), 2); tax := amount - net; END', i % 25));
    END LOOP;
END $$;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.changed := now(); RETURN NEW; END $$;

DO $$
BEGIN
    FOR i IN 1..1000 LOOP
        EXECUTE format('CREATE TABLE r_%s (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, parent_id int, name text NOT NULL CHECK (name <> ''''), changed timestamptz DEFAULT now())', i);
        EXECUTE format('INSERT INTO r_%s (name) SELECT ''row '' || n FROM generate_series(1, (20 * {scale})::int) n', i);
        EXECUTE format('CREATE INDEX r_%1$s_name ON r_%1$s (lower(name))', i);
        IF i > 1 THEN EXECUTE format('ALTER TABLE r_%s ADD FOREIGN KEY (parent_id) REFERENCES r_%s', i, i / 2); END IF;
        IF i % 2 = 0 THEN EXECUTE format('CREATE VIEW v_%1$s AS SELECT a.id, a.name, b.name AS other FROM r_%1$s a LEFT JOIN r_%2$s b ON b.id = a.parent_id', i, i / 2); END IF;
        IF i % 5 = 0 THEN EXECUTE format('CREATE TRIGGER touched BEFORE UPDATE ON r_%s FOR EACH ROW EXECUTE FUNCTION touch()', i); END IF;
        -- One transaction for all of them would hold more locks than a server has room for.
        IF i % 100 = 0 THEN COMMIT; END IF;
    END LOOP;
END $$;
