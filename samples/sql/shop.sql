-- The shop at the end of October 2026. Everything is computed from row numbers, so that it comes out the same every time.
SET search_path = public;

-- The same number from 0 to n - 1 for the same subject and row.
CREATE FUNCTION pg_temp.pick(subject text, i int, n int) RETURNS int
    LANGUAGE sql IMMUTABLE AS $$ SELECT (('x' || substr(md5(subject || i), 1, 7))::bit(28)::int) % n $$;

CREATE TYPE order_status AS ENUM ('placed', 'paid', 'shipped', 'delivered', 'returned');
CREATE DOMAIN email AS text CHECK (VALUE ~ '^[^@ ]+@[^@ ]+$');

CREATE TABLE categories (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    parent_id int REFERENCES categories,
    name text NOT NULL UNIQUE
);

CREATE TABLE products (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    category_id int NOT NULL REFERENCES categories,
    sku text NOT NULL UNIQUE,
    name text NOT NULL,
    description text NOT NULL,
    price numeric(10, 2) NOT NULL CHECK (price > 0),
    attributes jsonb NOT NULL DEFAULT '{}',
    search tsvector GENERATED ALWAYS AS (to_tsvector('english', name || ' ' || description)) STORED
);

CREATE TABLE customers (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email email NOT NULL,
    name text NOT NULL,
    country char(2) NOT NULL,
    preferences jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL
);

CREATE TABLE orders (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id int NOT NULL REFERENCES customers,
    status order_status NOT NULL DEFAULT 'placed',
    note text,
    placed_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL
);

CREATE TABLE order_items (
    order_id bigint NOT NULL REFERENCES orders ON DELETE CASCADE,
    line smallint NOT NULL,
    product_id int NOT NULL REFERENCES products,
    quantity smallint NOT NULL CHECK (quantity > 0),
    unit_price numeric(10, 2) NOT NULL,
    PRIMARY KEY (order_id, line)
);

CREATE TABLE payments (
    id uuid PRIMARY KEY,
    order_id bigint NOT NULL REFERENCES orders,
    amount numeric(12, 2) NOT NULL,
    method text NOT NULL CHECK (method IN ('card', 'invoice', 'voucher')),
    paid_at timestamptz NOT NULL
);

CREATE FUNCTION touch_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.changed_at := now();
    RETURN NEW;
END $$;

-- Fires for changes only: the orders that a restore loads keep the time that they have.
CREATE TRIGGER order_changed BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch_order();

CREATE VIEW order_totals AS
    SELECT o.id AS order_id, o.customer_id, o.placed_at, sum(i.quantity * i.unit_price) AS total
    FROM orders o JOIN order_items i ON i.order_id = o.id
    GROUP BY o.id;

INSERT INTO categories (parent_id, name)
    SELECT NULL, name FROM unnest(ARRAY['Kitchen', 'Garden', 'Office', 'Travel']) name;
INSERT INTO categories (parent_id, name)
    SELECT c.id, c.name || ': ' || part FROM categories c, unnest(ARRAY['tools', 'storage', 'care']) part ORDER BY c.id, part;

INSERT INTO products (category_id, sku, name, description, price, attributes)
SELECT 5 + i % 12,
       'SKU-' || lpad(i::text, 5, '0'),
       initcap(adjective || ' ' || noun) || ' ' || i,
       format('A %s %s made of %s, good for %s years.', adjective, noun, material, 1 + pg_temp.pick('years', i, 20)),
       (199 + pg_temp.pick('price', i, 19800)) / 100.0,
       jsonb_build_object('material', material, 'weight_g', 20 + pg_temp.pick('weight', i, 4000), 'colours', jsonb_build_array('red', 'blue', 'sand'))
FROM generate_series(1, 400) i,
     LATERAL (SELECT (ARRAY['light', 'sturdy', 'folding', 'quiet', 'round', 'narrow', 'heavy'])[1 + pg_temp.pick('adjective', i, 7)] AS adjective,
                     (ARRAY['pan', 'lamp', 'rake', 'case', 'bottle', 'shelf', 'brush', 'chair'])[1 + pg_temp.pick('noun', i, 8)] AS noun,
                     (ARRAY['oak', 'steel', 'linen', 'glass', 'cork'])[1 + pg_temp.pick('material', i, 5)] AS material) words;

INSERT INTO customers (email, name, country, preferences, created_at)
SELECT lower(first || '.' || last || i || '@example.com'),
       first || ' ' || last,
       (ARRAY['DE', 'FR', 'PL', 'SE', 'JP', 'US'])[1 + pg_temp.pick('country', i, 6)],
       jsonb_build_object('newsletter', pg_temp.pick('newsletter', i, 3) = 0, 'language', (ARRAY['de', 'en', 'fr'])[1 + pg_temp.pick('language', i, 3)]),
       timestamptz '2025-06-01 08:00+00' + pg_temp.pick('joined', i, 480) * interval '1 day' + i * interval '7 seconds'
FROM generate_series(1, 2500) i,
     LATERAL (SELECT (ARRAY['Ada', 'Björn', 'Chloé', 'Dana', 'Emil', 'Fumiko', 'Grace', 'Hana'])[1 + pg_temp.pick('first', i, 8)] AS first,
                     (ARRAY['Keller', 'Moreau', 'Nowak', 'Lind', 'Sato', 'Young', 'Ortiz'])[1 + pg_temp.pick('last', i, 7)] AS last) names;

INSERT INTO orders (customer_id, status, note, placed_at, changed_at)
SELECT 1 + pg_temp.pick('customer', i, 2500),
       (ARRAY['paid', 'shipped', 'delivered', 'delivered', 'delivered', 'returned'])[1 + pg_temp.pick('status', i, 6)]::order_status,
       CASE WHEN pg_temp.pick('note', i, 9) = 0 THEN E'Ring twice,\nthen leave it\tat door ' || i END,
       placed,
       placed + interval '2 days'
FROM generate_series(1, 9000) i,
     LATERAL (SELECT timestamptz '2026-01-01 06:00+00' + i * interval '48 minutes' + pg_temp.pick('minute', i, 40) * interval '1 minute' AS placed) t;

INSERT INTO order_items (order_id, line, product_id, quantity, unit_price)
SELECT o.id, line, p.id, 1 + pg_temp.pick('quantity' || line, o.id::int, 4), p.price
FROM orders o,
     generate_series(1, 1 + pg_temp.pick('lines', o.id::int, 4)) line
     JOIN LATERAL (SELECT 1 + pg_temp.pick('product' || line, o.id::int, 400) AS id) chosen ON true
     JOIN products p ON p.id = chosen.id;

INSERT INTO payments (id, order_id, amount, method, paid_at)
SELECT md5('payment' || order_id)::uuid, order_id, total,
       (ARRAY['card', 'card', 'invoice', 'voucher'])[1 + pg_temp.pick('method', order_id::int, 4)],
       placed_at + interval '3 hours'
FROM order_totals
ORDER BY order_id;

CREATE UNIQUE INDEX customers_email_key ON customers (lower(email));
CREATE INDEX products_attributes_idx ON products USING gin (attributes jsonb_path_ops);
CREATE INDEX products_search_idx ON products USING gin (search);
CREATE INDEX orders_customer_placed_idx ON orders (customer_id, placed_at DESC);
CREATE INDEX orders_open_idx ON orders (placed_at) WHERE status IN ('placed', 'paid');
CREATE INDEX order_items_product_idx ON order_items (product_id);
CREATE INDEX payments_order_idx ON payments (order_id);

CREATE MATERIALIZED VIEW monthly_sales AS
    SELECT date_trunc('month', placed_at AT TIME ZONE 'UTC')::date AS month, count(*) AS orders, sum(total) AS revenue
    FROM order_totals
    GROUP BY 1;
CREATE UNIQUE INDEX monthly_sales_month_key ON monthly_sales (month);

COMMENT ON TABLE orders IS 'One row per checkout; payments follow within hours.';
