-- 5,000 small tables whatever the scale; {scale} 1 puts 20 rows into each.
DO $$
BEGIN
    FOR i IN 1..5000 LOOP
        EXECUTE format('CREATE TABLE t_%s (id int PRIMARY KEY, name text NOT NULL)', i);
        EXECUTE format('INSERT INTO t_%s SELECT n, md5(n::text) FROM generate_series(1, (20 * {scale})::int) n', i);
        -- One transaction for 5,000 tables would hold more locks than a server has room for.
        IF i % 100 = 0 THEN COMMIT; END IF;
    END LOOP;
END $$;
