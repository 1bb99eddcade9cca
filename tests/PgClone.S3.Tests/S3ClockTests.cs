using PgClone.Testing;

namespace PgClone.S3;

/// <summary>The tool on a machine whose clock is wrong: it is told another time, the server the right one.</summary>
public sealed class S3ClockTests
{
    private const string Sum = "SELECT md5(string_agg(id || note, ',' ORDER BY id)) FROM notes";

    // Time that is only measured stays right, or nothing would wait as long as it should.
    private static readonly Dictionary<string, string> Environment = new() { ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1" };

    [Theory]
    [InlineData("+5h")]
    [InlineData("-5h")]
    public async Task A_wrong_clock_is_no_obstacle(string offset)
    {
        using var bucket = await CreateBucketAsync();
        await using var database = await CreateDatabaseAsync();
        await using var target = new TestDatabase(database.Server, TestServer.UniqueName());

        var key = (await RunAsync("dump", database.Name)).EnsureSuccess().Trim();
        var others = await Task.WhenAll(RunAsync("ls"), RunAsync("verify", key), RunAsync("restore", database.Name, "--database", target.Name));

        Assert.All(others, result => result.EnsureSuccess());
        Assert.Equal(key, others[0].Output.Trim());
        Assert.Equal(await database.ScalarAsync(Sum), await target.ScalarAsync(Sum));
        Assert.Equal([$"dumps/{key}", $"dumps/{key}.json"], await bucket.ListAsync());

        Task<ToolResult> RunAsync(params string[] arguments) =>
            ToolProcess.RunAsync(database, [.. arguments, "--storage", bucket.Location], Environment, ["faketime", "-f", offset]);
    }

    [Theory]
    [InlineData("+5h", "It is 5 hours ahead: ")]
    [InlineData("-20min", "It is 20 minutes behind: ")]
    public async Task Where_it_may_not_be_corrected_the_difference_is_told_whatever_was_asked_for(string offset, string difference)
    {
        using var bucket = await CreateBucketAsync();
        const string Key = "shop/2026_11_22_09_30_00_000000.default.dump";
        await bucket.PutAsync("dumps/" + Key, new byte[1000]);
        var environment = Environment.Append(KeyValuePair.Create("AWS_DISABLE_CLOCK_SKEW_CORRECTION", "true"));

        // One asks for a list, the other for an object's HEAD.
        var results = await Task.WhenAll(RunAsync("ls"), RunAsync("inspect", Key));

        Assert.All(results, result =>
        {
            Assert.Contains("error PGC2044: This machine's clock differs too much from the store's.", result.Errors, StringComparison.Ordinal);
            Assert.Contains(difference, result.Errors, StringComparison.Ordinal);
        });

        Task<ToolResult> RunAsync(params string[] arguments) =>
            ToolProcess.RunAsync(null, [.. arguments, "--storage", bucket.Location], environment, ["faketime", "-f", offset]);
    }

    private static async Task<TestBucket> CreateBucketAsync()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/faketime"), "faketime is not installed (build/install-for-tests.sh).");
        return await TestBucket.CreateAsync();
    }

    private static async Task<TestDatabase> CreateDatabaseAsync()
    {
        var database = await TestServer.CreateDatabaseAsync();
        await database.ExecuteAsync("CREATE TABLE notes AS SELECT i AS id, md5(i::text) AS note FROM generate_series(1, 1000) i");
        return database;
    }
}
