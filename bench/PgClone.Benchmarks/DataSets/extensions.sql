-- 60 tables with what extensions make: default keys, citext, a trigram index; {scale} 1 puts 20,000 rows into each.
CREATE EXTENSION "uuid-ossp";
CREATE EXTENSION citext;
CREATE EXTENSION pg_trgm;
DO $$
BEGIN
    FOR i IN 1..60 LOOP
        EXECUTE format('CREATE TABLE t_%s (id uuid PRIMARY KEY DEFAULT uuid_generate_v4(), email citext NOT NULL CHECK (email <> ''''), note text)', i);
        EXECUTE format('INSERT INTO t_%s (email, note) SELECT n || ''@Example.org'', md5(n::text) || '' '' || md5((n + %s)::text) FROM generate_series(1, (20000 * {scale})::int) n', i, i);
        EXECUTE format('CREATE UNIQUE INDEX ON t_%s (email)', i);
        EXECUTE format('CREATE INDEX ON t_%s USING gin (note gin_trgm_ops)', i);
        COMMIT;
    END LOOP;
END $$;
