using Microsoft.Extensions.Logging.Abstractions;
using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Storage;
using PgClone.Testing;

namespace PgClone.S3;

/// <summary>Uploads that killed dumps left.</summary>
public sealed class S3LeftoverTests
{
    private const string Key = "shop/2026_11_22_09_30_00_000000.default.dump";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_killed_dump_left_is_shown_by_prune_and_removed_when_it_is_applied()
    {
        using var bucket = await TestBucket.CreateAsync();
        await using var database = await TestServer.CreateDatabaseAsync();
        await database.ExecuteAsync("CREATE TABLE large AS SELECT i AS id, gen_random_uuid()::text || gen_random_uuid()::text AS note FROM generate_series(1, 300000) i");
        // The second part never gets an answer.
        await using var network = new WatchedNetwork(bucket.Server.Port, head => head.Contains("partNumber=", StringComparison.Ordinal) ? "" : null);
        using var dump = ToolProcess.Start(database, ["dump", database.Name, "--storage", $"s3://{bucket.Name}/dumps?endpoint={network.Endpoint}"]);
        // Before its first part is sent, an upload is noted as this machine's.
        while ((await bucket.ListUploadsAsync()).Count == 0 || !network.Requests.Any(head => head.Contains("partNumber=", StringComparison.Ordinal)))
        {
            Assert.False(dump.HasExited, "The dump ended before it was killed.");
            await Task.Delay(20, Token);
        }

        dump.Kill();
        await dump.WaitForExitAsync(Token);
        var shown = await RunAsync(database, "prune", "--keep-last", "1", "--storage", bucket.Location);
        var left = await bucket.ListUploadsAsync();
        var applied = await RunAsync(database, "prune", "--keep-last", "1", "--storage", bucket.Location, "--apply");

        Assert.Contains($"remove  {database.Name}/", shown.Output, StringComparison.Ordinal);
        Assert.Contains("(unfinished: what wrote it is gone)", shown.Output, StringComparison.Ordinal);
        Assert.Single(left);
        Assert.Equal(shown.Output, applied.Output);
        Assert.Empty(await bucket.ListUploadsAsync());
        Assert.Empty(await bucket.ListAsync());
    }

    [Fact]
    public async Task What_is_being_written_is_not_left_over_however_long_it_takes()
    {
        using var bucket = await TestBucket.CreateAsync();
        await using var writer = await bucket.Open().CreateAsync(DumpKey.Parse(Key), 0, Token);
        await writer.WriteAsync(new byte[20_000_000], Token);

        var found = await Open(bucket.Location, TimeSpan.FromDays(10)).ListUnfinishedAsync(Token).ToListAsync(Token);

        Assert.NotEmpty(await bucket.ListUploadsAsync());
        Assert.Empty(found);
    }

    [Theory]
    [InlineData(25, 2, true)]
    [InlineData(25, 0.5, false)]
    [InlineData(23, 2, false)]
    public async Task An_upload_of_another_machine_is_left_over_when_it_is_a_day_old_and_silent_for_an_hour(double age, double silence, bool isLeftOver)
    {
        using var bucket = await TestBucket.CreateAsync();
        await using var network = new WatchedNetwork(bucket.Server.Port, head => Answer(head, Ago(age), Ago(silence)));

        var found = await Open($"s3://{bucket.Name}/dumps?endpoint={network.Endpoint}", TimeSpan.Zero).ListUnfinishedAsync(Token).ToListAsync(Token);

        Assert.Equal(isLeftOver ? [(Key, 8_000_000L, "other")] : [], found.Select(dump => (dump.Key.Value, dump.Bytes, dump.Id)));
    }

    [Fact]
    public async Task Who_may_not_see_uploads_prunes_all_the_same_and_is_told()
    {
        using var bucket = await TestBucket.CreateAsync();
        await using var network = new WatchedNetwork(
            bucket.Server.Port, head => head.StartsWith("GET ", StringComparison.Ordinal) && head.Contains("uploads", StringComparison.Ordinal) ? WatchedNetwork.Error("403 Forbidden", "AccessDenied") : null);
        var notices = new List<string>();
        var cloner = new PgCloner(
            new PgCloneSettings { BaseDirectory = "/", Storage = $"s3://{bucket.Name}/dumps?endpoint={network.Endpoint}" },
            new NoticeCollector(notices));

        var pruned = await cloner.PruneAsync(new PruneOptions { KeepLast = 1, Apply = true }, Token);

        Assert.Empty(pruned);
        Assert.StartsWith("What killed dumps may have left is not looked for: ", Assert.Single(notices), StringComparison.Ordinal);
    }

    /// <summary>What the server would say of an upload that somebody else began.</summary>
    private static string? Answer(string head, string begun, string lastPart) => head.Split(' ')[1] switch
    {
        var target when target.Contains("uploadId=other", StringComparison.Ordinal) =>
            WatchedNetwork.Ok($"<ListPartsResult><Part><PartNumber>2</PartNumber><LastModified>{lastPart}</LastModified><ETag>1</ETag><Size>8000000</Size></Part></ListPartsResult>"),
        var target when target.Contains("uploads", StringComparison.Ordinal) =>
            WatchedNetwork.Ok($"<ListMultipartUploadsResult><Upload><Key>dumps/{Key}</Key><UploadId>other</UploadId><Initiated>{begun}</Initiated></Upload></ListMultipartUploadsResult>"),
        _ => null,
    };

    private static string Ago(double hours) => (DateTime.UtcNow - TimeSpan.FromHours(hours)).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", null);

    private static S3Store Open(string location, TimeSpan later)
    {
        var parsed = S3Location.Parse(location);
        return new S3Store(parsed, S3Clients.Create(parsed), NullLogger.Instance, clock: new LaterClock(later));
    }

    private static async Task<ToolResult> RunAsync(TestDatabase database, params string[] arguments)
    {
        var result = await ToolProcess.RunAsync(database, arguments);
        result.EnsureSuccess();
        return result;
    }

    private sealed class LaterClock(TimeSpan later) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + later;
    }
}
