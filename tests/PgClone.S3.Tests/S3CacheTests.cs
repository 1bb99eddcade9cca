using System.Diagnostics;
using PgClone.Configuration;
using PgClone.Testing;

namespace PgClone.S3;

/// <summary>The cache on this machine, used by real processes.</summary>
public sealed class S3CacheTests : IDisposable
{
    private const string Fill = "CREATE TABLE large AS SELECT i AS id, md5('a' || i) || md5('b' || i) || md5('c' || i) AS note FROM generate_series(1, 200000) i";
    private const string Sum = "SELECT md5(string_agg(id || note, ',' ORDER BY id)) FROM large";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pgclone-s3-test-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Cache => Path.Combine(_folder.FullName, "cache");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Two_processes_fetch_a_dump_once_and_both_restore_it()
    {
        using var bucket = await TestBucket.CreateAsync();
        await using var database = await DumpAsync(bucket);
        await using var one = new TestDatabase(database.Server, TestServer.UniqueName());
        await using var other = new TestDatabase(database.Server, TestServer.UniqueName());

        using var first = Start(bucket.Location, database, one);
        using var second = Start(bucket.Location, database, other);
        var results = await Task.WhenAll(ToolResult.OfAsync(first), ToolResult.OfAsync(second));

        Assert.All(results, result => result.EnsureSuccess());
        Assert.Single(results, result => result.Errors.Contains("The dump is fetched before it is restored", StringComparison.Ordinal));
        Assert.Equal(await database.ScalarAsync(Sum), await one.ScalarAsync(Sum));
        Assert.Equal(await database.ScalarAsync(Sum), await other.ScalarAsync(Sum));
        Assert.Single(Directory.EnumerateFiles(Cache, "*.dump"));
    }

    [Fact]
    public async Task After_a_process_was_killed_that_fetched_a_dump_the_next_one_fetches_it()
    {
        using var bucket = await TestBucket.CreateAsync();
        await using var database = await DumpAsync(bucket);
        await using var target = new TestDatabase(database.Server, TestServer.UniqueName());
        await using (var network = new FaultyNetwork(bucket.Server.Port, Fault.Stall, after: 1024 * 1024, faults: int.MaxValue))
        {
            using var killed = Start($"s3://{bucket.Name}/dumps?endpoint={network.Endpoint}", database, target);
            while (!Directory.Exists(Cache) || !Directory.EnumerateFiles(Cache, "*.incoming").Any())
            {
                Assert.False(killed.HasExited, "It ended before it was killed.");
                await Task.Delay(20, Token);
            }

            killed.Kill();
            await ToolResult.OfAsync(killed);
        }

        Assert.Single(Directory.EnumerateFiles(Cache, "*.incoming"));
        using var next = Start(bucket.Location, database, target);
        (await ToolResult.OfAsync(next)).EnsureSuccess();

        Assert.Equal(await database.ScalarAsync(Sum), await target.ScalarAsync(Sum));
        Assert.Empty(Directory.EnumerateFiles(Cache, "*.incoming"));
        Assert.Single(Directory.EnumerateFiles(Cache, "*.dump"));
    }

    private static async Task<TestDatabase> DumpAsync(TestBucket bucket)
    {
        var database = await TestServer.CreateDatabaseAsync();
        await database.ExecuteAsync(Fill);
        var settings = new PgCloneSettings { BaseDirectory = "/", Storage = bucket.Location, Connection = database.Server.GetConnectionString("postgres") };
        await new PgCloner(settings).DumpAsync(new DumpOptions { Database = database.Name }, Token);
        return database;
    }

    /// <summary>Starts <c>pgclone restore</c> with a cache.</summary>
    private Process Start(string storage, TestDatabase source, TestDatabase target) => ToolProcess.Start(
        source,
        ["restore", source.Name, "--database", target.Name, "--storage", storage],
        new Dictionary<string, string> { ["PGCLONE_CACHE_SIZE"] = "1GB", ["PGCLONE_DATA_DIR"] = _folder.FullName });
}
