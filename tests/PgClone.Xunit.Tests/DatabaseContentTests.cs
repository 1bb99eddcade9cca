using Npgsql;
using PgClone.Testing;

namespace PgClone.Xunit;

public sealed class DatabaseContentTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("INSERT INTO orders VALUES (4, 'four')", "public.orders has 4 rows instead of 3")]
    [InlineData("DELETE FROM orders WHERE id = 1", "public.orders has 2 rows instead of 3")]
    [InlineData("UPDATE orders SET note = 'other' WHERE id = 1", "public.orders has as many rows as before (3), but not the same")]
    [InlineData("UPDATE orders SET note = NULL WHERE id = 1", "public.orders has as many rows as before (3), but not the same")]
    [InlineData("ALTER TABLE orders ADD paid bool NOT NULL DEFAULT false", "public.orders has columns that are new: paid boolean NOT NULL")]
    [InlineData("ALTER TABLE orders DROP note", "public.orders has lost columns: note text")]
    [InlineData("CREATE TABLE invoice (id int)", "public.invoice is new: 0 rows")]
    [InlineData("DROP TABLE orders", "public.orders is gone: it had 3 rows")]
    [InlineData("TRUNCATE \"a \"\"b\"\" 'c'\".\"d.e\"", "\"a \"\"b\"\" 'c'\".\"d.e\" has 0 rows instead of 1")]
    [InlineData("UPDATE part_two SET id = 19", "public.part_two has as many rows as before (1), but not the same")]
    [InlineData("INSERT INTO nothing DEFAULT VALUES", "public.nothing has 2 rows instead of 1")]
    [InlineData("UPDATE orders SET note = note", null)]
    public async Task Tells_which_tables_differ(string change, string? difference)
    {
        await using var database = await TestServer.CreateDatabaseAsync();
        await database.ExecuteAsync("""
            CREATE TABLE orders (id int PRIMARY KEY, note text);
            INSERT INTO orders VALUES (1, 'one'), (2, 'two'), (3, NULL);
            CREATE SCHEMA "a ""b"" 'c'";
            CREATE TABLE "a ""b"" 'c'"."d.e" (t text);
            INSERT INTO "a ""b"" 'c'"."d.e" VALUES ('x');
            CREATE TABLE part (id int) PARTITION BY RANGE (id);
            CREATE TABLE part_one PARTITION OF part FOR VALUES FROM (0) TO (10);
            CREATE TABLE part_two PARTITION OF part FOR VALUES FROM (10) TO (20);
            INSERT INTO part VALUES (1), (11);
            CREATE TABLE nothing ();
            INSERT INTO nothing DEFAULT VALUES;
            """);
        await using var source = NpgsqlDataSource.Create((await TestServer.GetAsync()).GetConnectionString(database.Name));
        var before = await DatabaseContent.ReadAsync(source, Token);

        await database.ExecuteAsync(change);

        Assert.Equal(difference is null ? [] : [difference], (await DatabaseContent.ReadAsync(source, Token)).CompareTo(before));
    }
}
