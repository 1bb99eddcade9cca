-- cron-15.dump is pg_dump -Fc (15) of a database 'shop' made by this, on a server with shared_preload_libraries = pg_cron and cron.database_name = shop.
CREATE EXTENSION pg_cron; SELECT cron.schedule('nightly','0 3 * * *','VACUUM') \g /dev/null
CREATE TABLE t(a int); INSERT INTO t VALUES (1);
