using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using PgClone.Testing;

namespace PgClone.Tool;

/// <summary>Two processes restore into one database.</summary>
public sealed class WaitTests(ShopStore store) : IClassFixture<ShopStore>, IAsyncLifetime
{
    private readonly Workspace _workspace = new();
    private TestDatabase _target = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The hook is a shell's.");
        _target = await TestServer.CreateDatabaseAsync();
        _workspace.Environment["PGCLONE_CONNECTION"] = _target.ConnectionString;
        _workspace.Environment["PGCLONE_STORAGE"] = store.Folder;
        // Not for ever: a test that fails leaves nobody behind who waits.
        _workspace.WriteSettings("""
            { "hooks": {
                "hold": { "command": ["sh", "-c", "touch held; n=0; until [ -e let_go ] || [ $n -ge 600 ]; do sleep 0.1; n=$((n + 1)); done"] },
                "mark": { "sql": "mark.sql" } } }
            """);
        _workspace.WriteFile("mark.sql", "CREATE TABLE restored_by_the_second AS SELECT 42 AS answer;");
    }

    public async ValueTask DisposeAsync()
    {
        _workspace.Dispose();
        if (_target is not null) await _target.DisposeAsync();
    }

    [Fact]
    public async Task The_second_fails_at_once_and_says_who_is_at_it_since_when()
    {
        var started = DateTimeOffset.UtcNow;
        using var first = await StartAndHoldAsync();

        var second = await _workspace.RunAsync("restore", store.Key, "--database", _target.Name);

        Assert.False(first.HasExited);
        Assert.Equal((1, ""), (second.ExitCode, second.Output));
        Assert.Contains($"error PGC5004: Another restore into \"{_target.Name}\" is under way.", second.Errors);
        var holder = Regex.Match(second.Errors.ReplaceLineEndings(" "), @"pgclone@(\S+):(\d+)\s+since\s+([^\s,]+Z)");
        Assert.StartsWith(holder.Groups[1].Value, Environment.MachineName);
        Assert.Equal(first.Id.ToString(CultureInfo.InvariantCulture), holder.Groups[2].Value);
        Assert.InRange(DateTimeOffset.Parse(holder.Groups[3].Value, CultureInfo.InvariantCulture), started.AddSeconds(-1), DateTimeOffset.UtcNow);
        await LetGoAsync(first);
        Assert.Equal((long)ShopStore.Rows, await _target.ScalarAsync("SELECT count(*) FROM customer"));
    }

    [Fact]
    public async Task The_second_waits_as_it_is_told_and_restores_when_the_first_has_ended()
    {
        using var first = await StartAndHoldAsync();
        using var second = _workspace.Start("restore", store.Key, "--database", _target.Name, "--wait", "1m", "--pre-swap-hook", "mark");
        await WaitUntilAsync(second, async () => await TestServer.ScalarAsync(
            "postgres", $"SELECT 1 FROM pg_stat_activity WHERE application_name LIKE 'pgclone@%:{second.Id} since %' AND query LIKE '%pg_locks%'") is not null);
        Assert.Null(await _target.ScalarAsync("SELECT to_regclass('customer')::text") as string);

        await LetGoAsync(first);
        var result = await ToolResult.OfAsync(second);

        Assert.Contains(store.Key, result.EnsureSuccess());
        Assert.Equal(42, await _target.ScalarAsync("SELECT answer FROM restored_by_the_second"));
        Assert.Equal((long)ShopStore.Rows, await _target.ScalarAsync("SELECT count(*) FROM customer"));
        await _target.AssertNothingLeftAsync();
    }

    private async Task<Process> StartAndHoldAsync()
    {
        var first = _workspace.Start("restore", store.Key, "--database", _target.Name, "--pre-swap-hook", "hold");
        await WaitUntilAsync(first, () => Task.FromResult(File.Exists(Path.Combine(_workspace.Folder, "held"))));
        return first;
    }

    private async Task LetGoAsync(Process first)
    {
        _workspace.WriteFile("let_go", "");
        Assert.Contains(store.Key, (await ToolResult.OfAsync(first)).EnsureSuccess());
    }

    private static async Task WaitUntilAsync(Process process, Func<Task<bool>> sign)
    {
        while (!await sign())
        {
            Assert.False(process.HasExited, "The restore ended before it came that far.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
