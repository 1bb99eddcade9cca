using PgClone.Configuration;
using PgClone.Servers;
using PgClone.Storage;
using PgClone.Testing;

namespace PgClone.S3;

public sealed class S3RestoreTests
{
    private const string Fill = """
        CREATE TABLE small (id int PRIMARY KEY, note text);
        INSERT INTO small SELECT i, md5(i::text) FROM generate_series(1, 1000) i;
        CREATE TABLE large (id int PRIMARY KEY, note text);
        INSERT INTO large SELECT i, md5('a' || i) || md5('b' || i) || md5('c' || i) || md5('d' || i) FROM generate_series(1, 400000) i;
        CREATE TABLE empty (id int);
        """;

    private const string Sum = "SELECT (SELECT md5(string_agg(id || note, ',' ORDER BY id)) FROM large) || (SELECT md5(string_agg(id || note, ',' ORDER BY id)) FROM small)";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_database_goes_into_a_bucket_and_comes_back()
    {
        using var bucket = await TestBucket.CreateAsync();
        await using var database = await TestServer.CreateDatabaseAsync();
        await database.ExecuteAsync(Fill);
        var cloner = new PgCloner(new PgCloneSettings { BaseDirectory = "/", Storage = bucket.Location, Connection = database.Server.GetConnectionString("postgres") });

        var dump = await cloner.DumpAsync(new DumpOptions { Database = database.Name }, Token);
        await using var target = new TestDatabase(database.Server, TestServer.UniqueName());
        await cloner.RestoreAsync(new RestoreOptions { Source = database.Name, Database = target.Name }, Token);

        Assert.True(dump.Bytes > 2 * PartPlan.SizeOf(1));
        Assert.Equal(await database.ScalarAsync(Sum), await target.ScalarAsync(Sum));
        Assert.Contains($"dumps/{dump.Key}", await bucket.ListAsync());
        Assert.Empty(await bucket.ListUploadsAsync());

        var folder = Directory.CreateTempSubdirectory("pgclone-s3-test-");
        var file = Path.Combine(folder.FullName, "downloaded.dump");
        await File.WriteAllBytesAsync(file, await bucket.GetAsync($"dumps/{dump.Key}"), Token);
        await using var stock = await TestServer.CreateDatabaseAsync();
        (await StockTools.RunAsync("pg_restore", stock.Server, stock.Name, "--exit-on-error", "-j2", file)).EnsureSuccess();
        folder.Delete(recursive: true);
        Assert.Equal(await database.ScalarAsync(Sum), await stock.ScalarAsync(Sum));
    }
}
