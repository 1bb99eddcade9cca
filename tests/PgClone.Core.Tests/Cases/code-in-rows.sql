-- What comes in with the rows calls functions that read another table, each on a way of its own. Tables come after a_lookup in the archive.
CREATE TABLE a_lookup(code int PRIMARY KEY, name text);
INSERT INTO a_lookup SELECT g, 'name ' || g FROM generate_series(0, 19) g;
CREATE FUNCTION nameof(c int) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$begin return (select name from public.a_lookup where code = c); end$$;
CREATE FUNCTION known(c int) RETURNS bool LANGUAGE plpgsql IMMUTABLE AS $$begin return exists(select from public.a_lookup where code = c); end$$;

CREATE FUNCTION outer_name(c int) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$begin return public.nameof(c) || '!'; end$$;
CREATE TABLE nested(id int, code int, pad text, name text GENERATED ALWAYS AS (outer_name(code)) STORED);

CREATE DOMAIN known_code AS int CONSTRAINT "is known" CHECK (known(VALUE));
CREATE TABLE domained(id int, code known_code, pad text);
CREATE TYPE pair AS (code known_code, other int);
CREATE DOMAIN known_again AS known_code;
CREATE TABLE composed(id int, code int, pad text, p pair, again known_again[]);

CREATE FUNCTION either(a int, b int) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$begin return coalesce(public.nameof(a), 'none ' || b); end$$;
CREATE OPERATOR ~~> (LEFTARG = int, RIGHTARG = int, FUNCTION = either);
CREATE TABLE operated(id int, code int, pad text, name text GENERATED ALWAYS AS (code ~~> id) STORED);

CREATE TYPE label AS (name text);
CREATE FUNCTION to_label(c int) RETURNS label LANGUAGE plpgsql IMMUTABLE AS $$begin return row(public.nameof(c))::public.label; end$$;
CREATE CAST (int AS label) WITH FUNCTION to_label(int);
CREATE TABLE casted(id int DEFAULT length(nameof(1)), code int, pad text, name label GENERATED ALWAYS AS (code::label) STORED);

CREATE FUNCTION pick(state text, c int) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$begin return coalesce(state, '') || coalesce(public.nameof(c), '?'); end$$;
CREATE AGGREGATE names(int) (SFUNC = pick, STYPE = text);
CREATE FUNCTION all_names(c int) RETURNS text LANGUAGE sql IMMUTABLE AS 'select public.names(x) from generate_series(c, c + 1) x';
CREATE TABLE aggregated(id int, code int, pad text, name text GENERATED ALWAYS AS (all_names(code)) STORED);

CREATE TABLE parted(id int, code int, pad text) PARTITION BY LIST (nameof(code));
CREATE TABLE parted_3 PARTITION OF parted FOR VALUES IN ('name 3');
CREATE TABLE parted_rest PARTITION OF parted DEFAULT;

CREATE TABLE parent(id int, code int, pad text, name text GENERATED ALWAYS AS (nameof(code)) STORED, CHECK (known(code)));
CREATE TABLE child() INHERITS (parent);
CREATE TABLE late_child(id int, code int, pad text);
ALTER TABLE late_child ADD CONSTRAINT parent_code_check CHECK (known(code)), ADD name text GENERATED ALWAYS AS (nameof(code)) STORED;
ALTER TABLE late_child INHERIT parent;

CREATE SCHEMA "z my ""s"", (";
CREATE FUNCTION "z my ""s"", ("."DEFAULT f"""(c int) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$begin return public.nameof(c); end$$;
CREATE TABLE "z my ""s"", ("."z CHECK"(id int DEFAULT length("z my ""s"", ("."DEFAULT f"""(2)), code int DEFAULT 1, pad text, "DEFAULT" text GENERATED ALWAYS AS ("z my ""s"", ("."DEFAULT f"""(code)) STORED);

INSERT INTO nested SELECT g, g % 20, md5(g::text) || md5(g::text || 'x') FROM generate_series(1, 5000) g;
INSERT INTO domained(id, code, pad) SELECT id, code, pad FROM nested;
INSERT INTO composed(id, code, pad, p, again) SELECT id, code, pad, row(code::known_code, 1)::pair, array[code::known_code::known_again] FROM nested;
INSERT INTO operated(id, code, pad) SELECT id, code, pad FROM nested;
INSERT INTO casted(id, code, pad) SELECT id, code, pad FROM nested;
INSERT INTO aggregated(id, code, pad) SELECT id, code, pad FROM nested;
INSERT INTO parted(id, code, pad) SELECT id, code, pad FROM nested;
INSERT INTO parent(id, code, pad) SELECT id, code, pad FROM nested;
INSERT INTO child(id, code, pad) SELECT id, code, pad FROM nested;
INSERT INTO late_child(id, code, pad) SELECT id, code, pad FROM nested;
INSERT INTO "z my ""s"", ("."z CHECK"(id, code, pad) SELECT id, code, pad FROM nested;

CREATE MATERIALIZED VIEW known_names AS SELECT name FROM a_lookup;
CREATE FUNCTION count_names() RETURNS bigint LANGUAGE plpgsql AS $$begin return (select count(*) from public.known_names); end$$;
CREATE MATERIALIZED VIEW names_counted AS SELECT count_names() AS n;
