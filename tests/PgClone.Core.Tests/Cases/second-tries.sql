-- Tables whose rows are refused before others' are there, in the archive's order, and each only until the right one has come in.
CREATE TABLE z_lookup (code text PRIMARY KEY);
INSERT INTO z_lookup VALUES ('x');
CREATE FUNCTION known(c text) RETURNS bool LANGUAGE sql STABLE AS 'SELECT EXISTS (SELECT FROM public.z_lookup WHERE code = c)';
CREATE FUNCTION known_twice(c text) RETURNS bool LANGUAGE plpgsql STABLE AS $$ BEGIN IF NOT public.known(c) THEN RAISE '% is unknown', c; END IF; RETURN true; END $$;
CREATE FUNCTION known_inside(c text) RETURNS bool LANGUAGE plpgsql STABLE AS $$ BEGIN IF NOT public.known(c) THEN RAISE '% is unknown', c USING ERRCODE = 'XX000'; END IF; RETURN true; END $$;

-- One through the other: b_check is right before a_check only.
CREATE TABLE b_check (code text CHECK (known(code)));
CREATE FUNCTION is_in_b(c text) RETURNS bool LANGUAGE sql STABLE AS 'SELECT EXISTS (SELECT FROM public.b_check WHERE code = c)';
CREATE TABLE a_check (id int PRIMARY KEY, code text CHECK (is_in_b(code)));
INSERT INTO b_check VALUES ('x');
INSERT INTO a_check SELECT i, 'x' FROM generate_series(1, 3) i;
CREATE INDEX a_check_code ON a_check (code);

-- Computes by rows of a_check, which come in late.
CREATE FUNCTION rows_of_a() RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT count(*) FROM public.a_check';
CREATE TABLE a_computed (id int PRIMARY KEY, n bigint GENERATED ALWAYS AS (id + rows_of_a()) STORED);
INSERT INTO a_computed SELECT i FROM generate_series(1, 100) i;

CREATE DOMAIN code AS text CHECK (known_twice(VALUE));
CREATE TABLE a_domain (code code, v text);
INSERT INTO a_domain SELECT 'x', md5(i::text) FROM generate_series(1, 20000) i;

CREATE TABLE a_parts (id int, code text CHECK (known_inside(code))) PARTITION BY RANGE (id);
CREATE TABLE a_parts_1 PARTITION OF a_parts FOR VALUES FROM (1) TO (1000);
CREATE TABLE a_parts_2 PARTITION OF a_parts DEFAULT;
INSERT INTO a_parts SELECT i, 'x' FROM generate_series(1, 2000) i;
ALTER TABLE a_parts ADD PRIMARY KEY (id);
CREATE MATERIALIZED VIEW a_counts AS SELECT (SELECT count(*) FROM a_parts) AS parts, (SELECT sum(n) FROM a_computed) AS computed;
CREATE TABLE a_sound AS SELECT i FROM generate_series(1, 10) i;
