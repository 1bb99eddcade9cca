using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Testing;

namespace PgClone.S3;

/// <summary>Dumps that go between a bucket and a folder.</summary>
public sealed class S3TransferTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pgclone-s3-test-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_dump_goes_into_a_bucket_in_parts_and_comes_back_the_same()
    {
        using var bucket = await TestBucket.CreateAsync();
        await using var database = await TestServer.CreateDatabaseAsync();
        var cloner = await DumpAsync(database);
        var back = Path.Combine(_folder.FullName, "back");

        var pushed = await cloner.TransferAsync(new TransferOptions { Source = database.Name, To = bucket.Location }, Token);
        var pulled = await cloner.TransferAsync(new TransferOptions { Source = pushed.Key.Value, From = bucket.Location, To = back }, Token);

        Assert.True(pushed.Bytes > 2 * PartPlan.SizeOf(1));
        Assert.Equal((true, true), (pushed.IsNew, pulled.IsNew));
        foreach (var name in new[] { pushed.Key.Value, pushed.Key.Value + ".json" })
        {
            var bytes = await File.ReadAllBytesAsync(Path.Combine(_folder.FullName, "dumps", name), Token);
            Assert.Equal(bytes, await bucket.GetAsync("dumps/" + name));
            Assert.Equal(bytes, await File.ReadAllBytesAsync(Path.Combine(back, name), Token));
        }
    }

    [Fact]
    public async Task What_fails_in_the_middle_leaves_nothing_and_is_completed_by_the_next()
    {
        using var bucket = await TestBucket.CreateAsync();
        await using var database = await TestServer.CreateDatabaseAsync();
        var cloner = await DumpAsync(database);
        // The second part is refused, until the network is not used any more.
        await using var network = new WatchedNetwork(
            bucket.Server.Port, head => head.Contains("partNumber=2", StringComparison.Ordinal) ? WatchedNetwork.Error("403 Forbidden", "AccessDenied") : null);

        var e = await Assert.ThrowsAsync<PgCloneException>(
            () => cloner.TransferAsync(new TransferOptions { Source = database.Name, To = $"s3://{bucket.Name}/dumps?endpoint={network.Endpoint}" }, Token));
        var left = (await bucket.ListAsync()).Count + (await bucket.ListUploadsAsync()).Count;
        var completed = await cloner.TransferAsync(new TransferOptions { Source = database.Name, To = bucket.Location }, Token);

        Assert.Equal((ErrorCode.StoreAccessDenied, 0, true), (e.Code, left, completed.IsNew));
        Assert.Equal(2, (await bucket.ListAsync()).Count);
    }

    private async Task<PgCloner> DumpAsync(TestDatabase database)
    {
        await database.ExecuteAsync("CREATE TABLE large AS SELECT i AS id, gen_random_uuid()::text || gen_random_uuid()::text AS note FROM generate_series(1, 500000) i");
        var settings = new PgCloneSettings { BaseDirectory = _folder.FullName, Storage = "dumps", Connection = database.Server.GetConnectionString("postgres") };
        var cloner = new PgCloner(settings);
        await cloner.DumpAsync(new DumpOptions { Database = database.Name }, Token);
        return cloner;
    }
}
