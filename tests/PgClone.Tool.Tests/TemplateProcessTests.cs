using System.Text.Json;
using PgClone.Testing;

namespace PgClone.Tool;

/// <summary>Several processes that want the same template at once.</summary>
public sealed class TemplateProcessTests(ShopStore store) : IClassFixture<ShopStore>, IAsyncLifetime
{
    private readonly Workspace _workspace = new();
    private readonly string[] _targets = [.. Enumerable.Range(0, 3).Select(_ => TestServer.UniqueName())];

    private string Runs => Path.Combine(_workspace.Folder, "runs");

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The hook is a shell's.");
        _workspace.Environment["PGCLONE_CONNECTION"] = store.Server.GetConnectionString("postgres");
        _workspace.Environment["PGCLONE_DATA_DIR"] = Path.Combine(_workspace.Folder, "data");
        _workspace.WriteFile("input", "a migration");
        _workspace.WriteSettings("""
            { "hooks": { "migrate": { "command": ["sh", "-c", "echo run >> runs; psql -qc 'SELECT 1'; sleep 3"], "inputs": ["input"] } } }
            """);
        // What was restored once before is kept the next time, however small it is.
        (await RestoreAsync(_targets[0])).EnsureSuccess();
        (await _workspace.RunAsync("templates", "drop", store.Database)).EnsureSuccess();
        File.Delete(Runs);
    }

    public async ValueTask DisposeAsync()
    {
        await _workspace.RunAsync("templates", "drop", store.Database);
        foreach (var target in _targets) await TestServer.ExecuteAsync("postgres", $"DROP DATABASE IF EXISTS {target} WITH (FORCE)");
        _workspace.Dispose();
    }

    [Fact]
    public async Task One_makes_it_and_the_others_wait_and_copy()
    {
        var results = await Task.WhenAll(_targets.Select(RestoreAsync));

        Assert.Equal(2, results.Count(IsCopy));
        Assert.Single(await File.ReadAllLinesAsync(Runs, TestContext.Current.CancellationToken));
        await AssertRestoredAsync();
    }

    [Fact]
    public async Task A_maker_that_is_killed_is_replaced_by_one_of_those_that_wait()
    {
        using var killed = _workspace.Start("restore", store.Key, "--storage", store.Folder, "--database", _targets[0], "--templates", "on");
        while (!File.Exists(Runs))
        {
            Assert.False(killed.HasExited);
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        var others = _targets[1..].Select(RestoreAsync).ToList();
        killed.Kill();
        await killed.WaitForExitAsync(TestContext.Current.CancellationToken);
        var results = await Task.WhenAll(others);
        var later = await RestoreAsync(_targets[0]);

        // The layer that the killed one had sealed is copied by the one that takes over, too; the migrated one was not there to be copied.
        Assert.All(results, result => Assert.True(IsCopy(result)));
        Assert.Equal(2, (await File.ReadAllLinesAsync(Runs, TestContext.Current.CancellationToken)).Length);
        Assert.True(IsCopy(later));
        await AssertRestoredAsync();
    }

    private Task<ToolResult> RestoreAsync(string target) =>
        _workspace.RunAsync("restore", store.Key, "--storage", store.Folder, "--database", target, "--templates", "on", "--format", "json");

    private static bool IsCopy(ToolResult result) => JsonDocument.Parse(result.EnsureSuccess()).RootElement.GetProperty("copy").GetBoolean();

    /// <summary>All targets are whole, and nothing but templates is left beside them.</summary>
    private async Task AssertRestoredAsync()
    {
        foreach (var target in _targets)
        {
            Assert.Equal((long)ShopStore.Rows, await TestServer.ScalarAsync(target, "SELECT count(*) FROM orders"));
            Assert.Equal(0L, await TestServer.ScalarAsync("postgres", $"""
                SELECT count(*) FROM pg_database WHERE shobj_description(oid, 'pg_database') LIKE '%"temporary"%"{target}"%'
                """));
        }
    }
}
