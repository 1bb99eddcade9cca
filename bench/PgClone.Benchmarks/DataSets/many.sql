-- 2,000 small tables whatever the scale; {scale} 1 puts 500 rows into each.
DO $$
BEGIN
    FOR i IN 1..2000 LOOP
        EXECUTE format('CREATE TABLE t_%s (id int PRIMARY KEY, name text NOT NULL, amount numeric(10, 2), made timestamptz NOT NULL)', i);
        EXECUTE format('INSERT INTO t_%s SELECT n, md5(n::text), n / 7.0, timestamptz ''2026-01-01'' + n * interval ''1 hour'' FROM generate_series(1, (500 * {scale})::int) n', i);
        EXECUTE format('CREATE INDEX t_%1$s_made ON t_%1$s (made)', i);
        -- One transaction for 2,000 tables would hold more locks than a server has room for.
        IF i % 100 = 0 THEN COMMIT; END IF;
    END LOOP;
END $$;
