using System.Globalization;
using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Testing;

namespace PgClone.S3;

/// <summary>What <c>pg_dump -Fc | aws s3 cp -</c> leaves in a bucket: an archive without positions and without a manifest.</summary>
public sealed class S3OnePassTests : IDisposable
{
    private const string Key = "shop/2026_11_22_09_30_00_000000.default.dump";

    private const string Fill = """
        DO $$ BEGIN FOR i IN 1 .. 40 LOOP
            EXECUTE format('CREATE TABLE t%s AS SELECT i AS id, md5(i::text) || repeat(''x'', 850) AS note FROM generate_series(1, %s) i', i, CASE WHEN i IN (5, 30) THEN 45000 ELSE 400 END);
            EXECUTE format('ALTER TABLE t%s ADD PRIMARY KEY (id)', i);
        END LOOP; END $$;
        """;

    private const string Sum = """
        SELECT string_agg(t, ',' ORDER BY t) FROM (
            SELECT relname || (xpath('/row/h/text()', query_to_xml(format('SELECT count(*) || '':'' || sum(hashtextextended(t::text, 0)) AS h FROM %I t', relname), false, true, '')))[1] AS t
            FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace) t
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pgclone-s3-test-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_piped_dump_is_fetched_once_at_any_number_of_jobs()
    {
        using var bucket = await TestBucket.CreateAsync();
        await using var database = await TestServer.CreateDatabaseAsync();
        var archive = await PutAsync(bucket, database);
        var sum = await database.ScalarAsync(Sum);
        foreach (var (jobs, most) in new[] { (1, 1.05), (2, 1.2), (12, 1.2) })
        {
            await using var network = new WatchedNetwork(bucket.Server.Port);
            await using var target = new TestDatabase(database.Server, TestServer.UniqueName());

            await Cloner(network.Endpoint, bucket, database).RestoreAsync(new RestoreOptions { Source = "shop", Database = target.Name, Jobs = jobs }, Token);

            Assert.Equal(sum, await target.ScalarAsync(Sum));
            Assert.InRange((double)FetchedOf(network) / archive.Length, 0.9, most);
        }
    }

    [Fact]
    public async Task A_lost_connection_in_the_middle_is_replaced()
    {
        using var bucket = await TestBucket.CreateAsync();
        await using var database = await TestServer.CreateDatabaseAsync();
        await PutAsync(bucket, database);
        await using var network = new FaultyNetwork(bucket.Server.Port, Fault.Drop, after: 3 * 1024 * 1024, faults: 3);
        await using var target = new TestDatabase(database.Server, TestServer.UniqueName());

        await Cloner(network.Endpoint, bucket, database).RestoreAsync(new RestoreOptions { Source = "shop", Database = target.Name, Jobs = 2 }, Token);

        Assert.Equal(3, network.Happened);
        Assert.Equal(await database.ScalarAsync(Sum), await target.ScalarAsync(Sum));
    }

    [Fact]
    public async Task A_cut_dump_is_refused_and_the_target_stays()
    {
        using var bucket = await TestBucket.CreateAsync();
        await using var database = await TestServer.CreateDatabaseAsync();
        var archive = await PutAsync(bucket, database);
        await bucket.PutAsync("dumps/" + Key, archive[..^(archive.Length / 3)]);
        await using var target = await TestServer.CreateDatabaseAsync();
        await target.ExecuteAsync("CREATE TABLE origin AS SELECT 'old' AS which");

        var e = await Assert.ThrowsAsync<PgCloneException>(() =>
            Cloner(bucket.Server.Endpoint, bucket, database).RestoreAsync(new RestoreOptions { Source = "shop", Database = target.Name, Jobs = 4 }, Token));

        Assert.Equal(ErrorCode.ArchiveTruncated, e.Code);
        Assert.Equal("old", await target.ScalarAsync("SELECT which FROM origin"));
        await target.AssertNothingLeftAsync();
    }

    private static PgCloner Cloner(string endpoint, TestBucket bucket, TestDatabase server) => new(new PgCloneSettings
    {
        BaseDirectory = "/",
        Storage = $"s3://{bucket.Name}/dumps?endpoint={endpoint}",
        Connection = server.Server.GetConnectionString("postgres"),
    });

    /// <summary>How many bytes the ranges have that were asked for.</summary>
    private static long FetchedOf(WatchedNetwork network) => network.Requests
        .Where(head => head.StartsWith("GET ", StringComparison.Ordinal))
        .SelectMany(head => head.Split("\r\n"))
        .Where(line => line.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase))
        .Select(line => line["Range: bytes=".Length..].Split('-').Select(number => long.Parse(number, CultureInfo.InvariantCulture)).ToArray())
        .Sum(range => range[1] - range[0] + 1);

    private async Task<byte[]> PutAsync(TestBucket bucket, TestDatabase database)
    {
        await database.ExecuteAsync(Fill);
        var file = Path.Combine(_folder.FullName, "piped.dump");
        (await StockTools.DumpThroughPipeAsync(database.Server, database.Name, file, "-Z0")).EnsureSuccess();
        var archive = await File.ReadAllBytesAsync(file, Token);
        await bucket.PutAsync("dumps/" + Key, archive);
        return archive;
    }
}
