-- What happened in the shop in the first three weeks of November 2026.
SET search_path = public;

INSERT INTO customers (email, name, country, created_at)
SELECT 'november' || i || '@example.com', 'Visitor ' || i, 'NL', timestamptz '2026-11-01 10:00+00' + i * interval '1 hour'
FROM generate_series(1, 200) i;

INSERT INTO orders (customer_id, status, placed_at, changed_at)
SELECT 1 + (i * 37) % 2700, CASE WHEN i > 550 THEN 'placed' ELSE 'paid' END::order_status, placed, placed
FROM generate_series(1, 600) i, LATERAL (SELECT timestamptz '2026-11-01 06:00+00' + i * interval '48 minutes' AS placed) t;

INSERT INTO order_items (order_id, line, product_id, quantity, unit_price)
SELECT o.id, line, p.id, 1 + o.id % 3, p.price
FROM orders o, generate_series(1, 2) line JOIN products p ON true
WHERE o.placed_at >= '2026-11-01' AND p.id = 1 + (o.id * 13 + line * 7) % 400;

INSERT INTO payments (id, order_id, amount, method, paid_at)
SELECT md5('payment' || t.order_id)::uuid, t.order_id, t.total, 'card', t.placed_at + interval '3 hours'
FROM order_totals t JOIN orders o ON o.id = t.order_id
WHERE t.placed_at >= '2026-11-01' AND o.status = 'paid'
ORDER BY t.order_id;

REFRESH MATERIALIZED VIEW monthly_sales;
