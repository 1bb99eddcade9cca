ALTER TABLE customers ADD COLUMN loyalty_points int NOT NULL DEFAULT 0;
