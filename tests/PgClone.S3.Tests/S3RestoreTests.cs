using System.Collections.Concurrent;
using PgClone.Configuration;
using PgClone.Diagnostics;
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

    [Fact]
    public async Task What_was_restored_once_with_a_cache_is_restored_without_the_network()
    {
        using var bucket = await TestBucket.CreateAsync();
        await using var database = await TestServer.CreateDatabaseAsync();
        await database.ExecuteAsync(Fill);
        var folder = Directory.CreateTempSubdirectory("pgclone-s3-test-");
        var network = new FaultyNetwork(bucket.Server.Port, Fault.Drop, after: 0, faults: 0);
        var notices = new List<string>();
        var cloner = new PgCloner(
            new PgCloneSettings
            {
                BaseDirectory = folder.FullName,
                Storage = $"s3://{bucket.Name}/dumps?endpoint={network.Endpoint}",
                Connection = database.Server.GetConnectionString("postgres"),
                CacheSize = 1_000_000_000,
                DataDirectory = folder.FullName,
            },
            new NoticeCollector(notices));
        var dump = await cloner.DumpAsync(new DumpOptions { Database = database.Name }, Token);
        await using var target = new TestDatabase(database.Server, TestServer.UniqueName());
        await cloner.RestoreAsync(new RestoreOptions { Source = database.Name, Database = target.Name }, Token);
        await target.ExecuteAsync("DROP TABLE large");
        await network.DisposeAsync();

        await cloner.RestoreAsync(new RestoreOptions { Source = dump.Key.Value, Database = target.Name }, Token);
        await using var latest = new TestDatabase(database.Server, TestServer.UniqueName());
        await cloner.RestoreAsync(new RestoreOptions { Source = database.Name, Database = latest.Name }, Token);

        Assert.Equal(await database.ScalarAsync(Sum), await target.ScalarAsync(Sum));
        Assert.Equal(await database.ScalarAsync(Sum), await latest.ScalarAsync(Sum));
        Assert.Equal(1, notices.Count(notice => notice.StartsWith("The store can't be reached. What it held at ", StringComparison.Ordinal)));
        Assert.Equal(1, notices.Count(notice => notice.StartsWith("The store can't be reached. The dump is taken for ", StringComparison.Ordinal)));
        folder.Delete(recursive: true);
    }
}
