-- Big and small tables; btree, GIN (jsonb and trigram) and partial indexes; foreign keys; partitions. {scale} 1 makes about 1 GB.
CREATE EXTENSION pg_trgm;

-- Text that compresses like text: words of syllables, a few of them frequent and most of them rare, in phrases.
CREATE TEMP TABLE words AS
SELECT n AS id, string_agg((ARRAY['an', 'be', 'cor', 'da', 'el', 'fi', 'gra', 'hol', 'in', 'ka', 'lo', 'mer', 'no', 'per', 'sta', 'tu'])[1 + (hashint4(n * 4 + part) & 15)], '') AS word
FROM generate_series(0, 4095) n, generate_series(0, n % 4) part
GROUP BY n;
CREATE TEMP TABLE phrases AS
SELECT n AS id, string_agg(word, ' ') AS phrase
FROM generate_series(0, 32767) n CROSS JOIN generate_series(0, 3) part
JOIN words ON words.id = (4096 * ((hashint4(n * 4 + part) & 65535) / 65536.0) ^ 3)::int % 4096
GROUP BY n;
ANALYZE phrases;

CREATE TABLE accounts (
    id int PRIMARY KEY,
    name text NOT NULL,
    balance numeric(14, 2) NOT NULL,
    settings jsonb NOT NULL
);
INSERT INTO accounts
SELECT i, phrase || ' ' || i, (i * 7919::bigint % 1000000) / 100.0, jsonb_build_object('plan', i % 5, 'since', 2000 + i % 26)
FROM generate_series(1, (200000 * {scale})::int) i
JOIN phrases ON phrases.id = hashint4(i) & 32767;

CREATE TABLE documents (
    id int PRIMARY KEY,
    account_id int NOT NULL,
    title text NOT NULL,
    body text NOT NULL
);
INSERT INTO documents
SELECT i, 1 + i * 31::bigint % (200000 * {scale})::int, min(phrase) FILTER (WHERE part = 1) || ' ' || i % 1000, string_agg(phrase, ' ')
FROM generate_series(1, (300000 * {scale})::int) i CROSS JOIN generate_series(1, 16) part
JOIN phrases ON phrases.id = hashint4(i * 16 + part) & 32767
GROUP BY i;

CREATE TABLE events (
    id bigint NOT NULL,
    account_id int NOT NULL,
    happened_at timestamptz NOT NULL,
    payload jsonb NOT NULL
) PARTITION BY RANGE (happened_at);
CREATE TABLE events_q1 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2026-04-01');
CREATE TABLE events_q2 PARTITION OF events FOR VALUES FROM ('2026-04-01') TO ('2026-07-01');
CREATE TABLE events_q3 PARTITION OF events FOR VALUES FROM ('2026-07-01') TO ('2026-10-01');
CREATE TABLE events_q4 PARTITION OF events FOR VALUES FROM ('2026-10-01') TO ('2027-01-01');
INSERT INTO events
SELECT i, 1 + i * 17::bigint % (200000 * {scale})::int, timestamptz '2026-01-01' + (i * 7919::bigint % 31536000) * interval '1 second',
       jsonb_build_object('kind', 'k' || i % 40, 'page', '/p/' || i % 5000, 'ms', i % 900, 'session', md5((i / 10)::text))
FROM generate_series(1, (2000000 * {scale})::int) i;

CREATE TABLE measurements (
    id bigint PRIMARY KEY,
    account_id int NOT NULL,
    value numeric(12, 4) NOT NULL,
    error double precision,
    note text
);
INSERT INTO measurements
SELECT i, 1 + i * 13::bigint % (200000 * {scale})::int, (i * 104729::bigint % 100000000) / 10000.0, i / 3.0, CASE WHEN i % 20 = 0 THEN 'note ' || i END
FROM generate_series(1, (3000000 * {scale})::int) i;

DO $$
BEGIN
    FOR i IN 1..50 LOOP
        EXECUTE format('CREATE TABLE small_%s (id int PRIMARY KEY, label text NOT NULL UNIQUE)', i);
        EXECUTE format('INSERT INTO small_%s SELECT n, ''label '' || n FROM generate_series(1, 200) n', i);
    END LOOP;
END $$;

CREATE INDEX documents_title_trgm ON documents USING gin (title gin_trgm_ops);
CREATE INDEX documents_account ON documents (account_id);
CREATE INDEX events_payload ON events USING gin (payload jsonb_path_ops);
CREATE INDEX events_account_time ON events (account_id, happened_at);
CREATE INDEX measurements_account ON measurements (account_id);
CREATE INDEX measurements_noted ON measurements (note) WHERE note IS NOT NULL;
ALTER TABLE documents ADD FOREIGN KEY (account_id) REFERENCES accounts;
ALTER TABLE events ADD FOREIGN KEY (account_id) REFERENCES accounts;
ALTER TABLE measurements ADD FOREIGN KEY (account_id) REFERENCES accounts;
