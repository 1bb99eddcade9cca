using System.Diagnostics;
using System.Globalization;
using PgClone.Testing;

namespace PgClone.Tool;

public sealed class InterruptionTests(ShopStore store) : IClassFixture<ShopStore>
{
    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task A_signal_cancels_the_restore_and_leaves_the_target_as_it_was(string signal, int exitCode)
    {
        await using var target = await CreateTargetAsync();
        using var workspace = CreateWorkspace(target);

        using var process = await StartAndReachHookAsync(workspace, target);
        await SignalAsync(process, signal);
        var result = await Workspace.FinishAsync(process);

        Assert.Equal((exitCode, ""), (result.ExitCode, result.Output));
        Assert.EndsWith("Cancelled." + Environment.NewLine, result.Errors);
        Assert.Equal(42, await target.ScalarAsync("SELECT answer FROM before_restore"));
        await target.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task What_a_killed_restore_left_behind_is_dropped_by_the_next_one()
    {
        await using var target = await CreateTargetAsync();
        using var workspace = CreateWorkspace(target);
        using var process = await StartAndReachHookAsync(workspace, target);
        await SignalAsync(process, "KILL");
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(42, await target.ScalarAsync("SELECT answer FROM before_restore"));
        workspace.WriteSettings("{}");

        var next = await workspace.RunAsync("restore", store.Key, "--database", target.Name);

        Assert.Equal(0, next.ExitCode);
        Assert.Equal((long)ShopStore.Rows, await target.ScalarAsync("SELECT count(*) FROM customer"));
        await target.AssertNothingLeftAsync();
    }

    private static async Task<TestDatabase> CreateTargetAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals to send.");
        var target = await TestServer.CreateDatabaseAsync();
        await target.ExecuteAsync("CREATE TABLE before_restore AS SELECT 42 AS answer");
        return target;
    }

    private Workspace CreateWorkspace(TestDatabase target)
    {
        var workspace = new Workspace();
        workspace.Environment["PGCLONE_CONNECTION"] = target.ConnectionString;
        workspace.Environment["PGCLONE_STORAGE"] = store.Folder;
        workspace.WriteFile("sleep.sql", $"SELECT pg_sleep(60), '{target.Name}';");
        workspace.WriteSettings("""{ "hooks": { "migrate": { "sql": "sleep.sql" } } }""");
        return workspace;
    }

    private async Task<Process> StartAndReachHookAsync(Workspace workspace, TestDatabase target)
    {
        var process = workspace.Start("restore", store.Key, "--database", target.Name);
        await WaitForHookAsync(target, process);
        return process;
    }

    private static async Task SignalAsync(Process process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private static async Task WaitForHookAsync(TestDatabase target, Process process)
    {
        var hookRuns = $"SELECT 1 FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%{target.Name}%' AND pid <> pg_backend_pid()";
        while (await target.ScalarAsync(hookRuns) is null)
        {
            Assert.False(process.HasExited, "The restore ended before its hook ran.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
