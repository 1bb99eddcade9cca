-- One table holds nine rows of ten. {scale} 1 makes about 1 GB.
CREATE TABLE log (
    id bigint PRIMARY KEY,
    source int NOT NULL,
    logged_at timestamptz NOT NULL,
    message text NOT NULL
);
INSERT INTO log
SELECT i, i % 100, timestamptz '2026-01-01' + i * interval '2 seconds',
       (ARRAY['request served', 'request refused', 'job began', 'job ended', 'cache missed', 'message sent', 'retrying', 'connection closed'])[1 + (hashint4(i) & 7)]
       || ': path=/items/' || i * 7919::bigint % 50000 || ' ms=' || (hashint4(i + 1) & 1023) || ' trace=' || md5((i / 4)::text)
FROM generate_series(1, (4500000 * {scale})::int) i;

DO $$
BEGIN
    FOR i IN 1..10 LOOP
        EXECUTE format('CREATE TABLE side_%s (id int PRIMARY KEY, value numeric NOT NULL, label text)', i);
        EXECUTE format('INSERT INTO side_%s SELECT n, n / 3.0, md5(n::text) FROM generate_series(1, (50000 * {scale})::int) n', i);
    END LOOP;
END $$;

CREATE INDEX log_logged_at ON log (logged_at);
CREATE INDEX log_source ON log (source, logged_at);
