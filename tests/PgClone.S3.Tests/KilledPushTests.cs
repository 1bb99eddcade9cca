using System.Diagnostics;
using PgClone.Configuration;
using PgClone.Storage;
using PgClone.Testing;

namespace PgClone.S3;

/// <summary>SIGKILL of <c>pgclone push</c> between two buckets, when it asks the second one for something.</summary>
public sealed class KilledPushTests(KilledPushTests.SourceBucket source) : IClassFixture<KilledPushTests.SourceBucket>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("before the upload is begun", "POST", "?uploads", 0, 0)]
    [InlineData("at a part", "PUT", "partNumber=2", 0, 1)]
    [InlineData("at the head, which is the last part", "PUT", "partNumber=1&", 0, 1)]
    [InlineData("before the parts become an object", "POST", "uploadId=", 0, 1)]
    [InlineData("before the manifest is written", "PUT", ".json", 1, 0)]
    public async Task A_killed_push_leaves_no_part_of_a_dump_and_the_next_one_completes_it(string moment, string method, string part, int objects, int leftovers)
    {
        using var bucket = await TestBucket.CreateAsync();
        Process? tool = null;
        var isKilled = 0;
        // What is asked for at that moment does not reach the bucket.
        await using var network = new WatchedNetwork(bucket.Server.Port, head =>
        {
            if (!head.StartsWith(method + " ", StringComparison.Ordinal) || !head.Contains(part, StringComparison.Ordinal) || Interlocked.Exchange(ref isKilled, 1) == 1) return null;

            tool!.Kill();
            return "";
        });
        tool = ToolProcess.Start(null, ["push", source.Key.Value, "--storage", source.Bucket.Location, "--to", $"s3://{bucket.Name}/dumps?endpoint={network.Endpoint}"]);
        using (tool) await ToolResult.OfAsync(tool);
        Assert.True(isKilled == 1, $"It was not killed {moment}.");

        var store = bucket.Open();
        var left = await bucket.ListAsync();
        var cloner = new PgCloner(new PgCloneSettings { BaseDirectory = "/", Storage = bucket.Location });
        var pushed = await cloner.TransferAsync(new TransferOptions { Source = source.Key.Value, From = source.Bucket.Location, To = bucket.Location }, Token);
        var shown = await cloner.PruneAsync(new PruneOptions { KeepLast = 1 }, Token);
        var uploads = await bucket.ListUploadsAsync();
        await cloner.PruneAsync(new PruneOptions { KeepLast = 1, Apply = true }, Token);

        // The archive is there as a whole, or not at all.
        Assert.Equal(objects, left.Count);
        Assert.True(pushed.IsNew);
        Assert.Equal((leftovers, leftovers), (uploads.Count, shown.Count(dump => dump.IsUnfinished)));
        Assert.Empty(await bucket.ListUploadsAsync());
        Assert.Equal([source.Key], await store.ListAsync(Token).Select(dump => dump.Key).ToListAsync(Token));
        foreach (var name in new[] { $"dumps/{source.Key}", $"dumps/{source.Key}.json" }) Assert.Equal(await source.Bucket.GetAsync(name), await bucket.GetAsync(name));
    }

    /// <summary>A bucket with a dump of several parts.</summary>
    public sealed class SourceBucket : IAsyncLifetime
    {
        private TestBucket? _bucket;
        private DumpKey? _key;

        internal TestBucket Bucket => _bucket!;

        internal DumpKey Key => _key!;

        public async ValueTask InitializeAsync()
        {
            _bucket = await TestBucket.CreateAsync();
            await using var database = await TestServer.CreateDatabaseAsync();
            await database.ExecuteAsync("CREATE TABLE large AS SELECT i AS id, gen_random_uuid()::text || gen_random_uuid()::text AS note FROM generate_series(1, 500000) i");
            var cloner = new PgCloner(new PgCloneSettings { BaseDirectory = "/", Storage = _bucket.Location, Connection = database.Server.GetConnectionString("postgres") });
            _key = (await cloner.DumpAsync(new DumpOptions { Database = database.Name }, Token)).Key;
        }

        public ValueTask DisposeAsync()
        {
            _bucket?.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
