-- What is built to be searched: jsonb and trigram GIN, full text, ranges under GiST, and the lines of orders. {scale} 1 makes about 1 GB.
CREATE EXTENSION pg_trgm;
CREATE EXTENSION btree_gist;

CREATE TABLE people (
    id int PRIMARY KEY,
    name text NOT NULL,
    email text NOT NULL
);
INSERT INTO people
SELECT i,
       (ARRAY['Ada', 'Bela', 'Chidi', 'Dora', 'Emre', 'Frida', 'Goran', 'Hana', 'Ines', 'Jonas', 'Kaia', 'Luis', 'Mina', 'Nils', 'Olga', 'Pia'])[1 + (hashint4(i) & 15)]
       || ' ' || initcap(translate(substr(md5((i / 3)::text), 1, 4 + (i & 7)), '0123456789', 'aeioulnrst')),
       'user' || i || '@mail' || i % 40 || '.example'
FROM generate_series(1, (300000 * {scale})::int) i;

CREATE TABLE events (
    id bigint PRIMARY KEY,
    person_id int NOT NULL,
    payload jsonb NOT NULL
);
INSERT INTO events
SELECT i, 1 + i * 17::bigint % (300000 * {scale})::int,
       jsonb_build_object('kind', 'k' || i % 60, 'page', '/p/' || hashint4(i) % 20000, 'ms', i % 900, 'session', md5((i / 8)::text), 'tags', jsonb_build_array('t' || i % 7, 't' || i % 11))
FROM generate_series(1, (1500000 * {scale})::int) i;

CREATE TABLE order_lines (
    order_id bigint NOT NULL,
    line smallint NOT NULL,
    product_id int NOT NULL,
    quantity int NOT NULL,
    price numeric(10, 2) NOT NULL,
    PRIMARY KEY (order_id, line)
);
INSERT INTO order_lines
SELECT i / 4, i % 4, hashint4(i) & 65535, 1 + i % 9, (i * 104729::bigint % 1000000) / 100.0
FROM generate_series(0, (3000000 * {scale})::int - 1) i;

CREATE TABLE articles (
    id int PRIMARY KEY,
    body text NOT NULL,
    words tsvector GENERATED ALWAYS AS (to_tsvector('english'::regconfig, body)) STORED
);
INSERT INTO articles (id, body)
SELECT i, string_agg(translate(substr(md5((hashint4(i * 24 + part) & 8191)::text), 1, 3 + part % 6), '0123456789', 'aeioulnrst'), ' ')
FROM generate_series(1, (60000 * {scale})::int) i CROSS JOIN generate_series(1, 24) part
GROUP BY i;

CREATE TABLE bookings (
    id int PRIMARY KEY,
    room int NOT NULL,
    stay tstzrange NOT NULL
);
INSERT INTO bookings
SELECT i, i % 500, tstzrange(timestamptz '2026-01-01' + i / 500 * interval '3 hours', timestamptz '2026-01-01' + i / 500 * interval '3 hours' + interval '2 hours')
FROM generate_series(1, (100000 * {scale})::int) i;

CREATE INDEX events_payload ON events USING gin (payload jsonb_path_ops);
CREATE INDEX events_person ON events (person_id);
CREATE INDEX people_name ON people USING gin (name gin_trgm_ops);
CREATE INDEX articles_words ON articles USING gin (words);
CREATE INDEX bookings_stay ON bookings USING gist (room, stay);
CREATE INDEX order_lines_product ON order_lines (product_id);
