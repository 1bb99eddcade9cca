using PgClone.Testing;

namespace PgClone;

/// <summary>Many restores at once on a server that has few connections.</summary>
public sealed class PgClonerCrowdTests(PgClonerCrowdTests.SmallServer server, ShopStore store) : IClassFixture<PgClonerCrowdTests.SmallServer>, IClassFixture<ShopStore>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Restores_into_several_targets_run_side_by_side(int count)
    {
        var targets = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => server.CreateTargetAsync()));

        var results = await Task.WhenAll(targets.Select(target => RestoreAsync(target)));

        Assert.All(results, result => Assert.Equal((2L * ShopStore.Rows, 0), (result.Rows, result.Failures.Count)));
        foreach (var target in targets) Assert.Equal((long)ShopStore.Rows, await server.ScalarAsync(target, "SELECT count(*) FROM orders"));
        await AssertNothingLeftAsync();
    }

    [Fact]
    public async Task Eight_restores_into_eight_targets_run_at_once()
    {
        var cloner = await store.CreateClonerAsync();
        var targets = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => TestServer.CreateDatabaseAsync()));

        var results = await Task.WhenAll(targets.Select(target => cloner.RestoreAsync(new RestoreOptions { Source = store.Key, Database = target.Name, Jobs = 2 }, Token)));

        Assert.All(results, result => Assert.Equal((2L * ShopStore.Rows, 0), (result.Rows, result.Failures.Count)));
        foreach (var target in targets)
        {
            await target.AssertNothingLeftAsync();
            await target.DisposeAsync();
        }
    }

    [Fact]
    public async Task Eight_restores_into_one_target_take_turns()
    {
        var target = await server.CreateTargetAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => RestoreAsync(target, TimeSpan.FromMinutes(3))));

        Assert.All(results, result => Assert.Equal(2L * ShopStore.Rows, result.Rows));
        Assert.Equal((long)ShopStore.Rows, await server.ScalarAsync(target, "SELECT count(*) FROM orders"));
        await AssertNothingLeftAsync();
    }

    private Task<RestoreResult> RestoreAsync(string target, TimeSpan? wait = null) =>
        server.CreateCloner(store.Folder).RestoreAsync(new RestoreOptions { Source = store.Key, Database = target, Jobs = 2, Wait = wait }, Token);

    private async Task AssertNothingLeftAsync() => Assert.Equal(0L, await server.ScalarAsync("postgres", "SELECT count(*) FROM pg_database WHERE datname LIKE 'pgclone%'"));

    /// <summary>A server with twenty connections.</summary>
    public sealed class SmallServer() : OwnServer(new Dictionary<string, string> { ["max_connections"] = "20", ["shared_buffers"] = "32MB" });
}
