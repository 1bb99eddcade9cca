using System.Diagnostics;
using System.Globalization;
using PgClone.Testing;

namespace PgClone.Tool;

public sealed class InterruptionTests(ShopStore store, SlowStore slow) : IClassFixture<ShopStore>, IClassFixture<SlowStore>
{
    public static TheoryData<string> Stages => [.. SlowStore.Stages];

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    [InlineData("HUP", 129)]
    public async Task A_signal_cancels_the_restore_and_leaves_the_target_as_it_was(string signal, int exitCode)
    {
        if (signal == "INT") Interrupts.SkipWhereIgnored();
        if (signal == "HUP") Interrupts.SkipWhereHangupIsIgnored();
        await using var target = await CreateTargetAsync();
        using var workspace = CreateWorkspace(target);

        using var process = await StartAndReachHookAsync(workspace, target);
        await SignalAsync(process, signal);
        var result = await ToolResult.OfAsync(process);

        Assert.Equal((exitCode, ""), (result.ExitCode, result.Output));
        Assert.EndsWith("Cancelled." + Environment.NewLine, result.Errors);
        Assert.Equal(42, await target.ScalarAsync("SELECT answer FROM before_restore"));
        await target.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task A_terminal_that_is_closed_cancels_the_restore()
    {
        Interrupts.SkipWhereHangupIsIgnored();
        await using var target = await CreateTargetAsync();
        using var workspace = CreateWorkspace(target);
        using var terminal = workspace.StartInTerminal(80, "restore", store.Key, "--database", target.Name);
        await WaitForHookAsync(target, terminal);

        await KillAsync(terminal);

        // The tool has lost its terminal, not its time to clean up.
        var deadline = DateTime.UtcNow.AddSeconds(60);
        var left = $"SELECT 1 FROM pg_database WHERE shobj_description(oid, 'pg_database') LIKE '%{target.Name}%'";
        while (DateTime.UtcNow < deadline && await TestServer.ScalarAsync("postgres", left) is not null)
            await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.Equal(42, await target.ScalarAsync("SELECT answer FROM before_restore"));
        await target.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task What_a_killed_restore_left_behind_is_dropped_by_the_next_one()
    {
        await using var target = await CreateTargetAsync();
        using var workspace = CreateWorkspace(target);
        using var process = await StartAndReachHookAsync(workspace, target);
        await KillAsync(process);
        Assert.Equal(42, await target.ScalarAsync("SELECT answer FROM before_restore"));
        workspace.WriteSettings("{}");

        var next = await workspace.RunAsync("restore", store.Key, "--database", target.Name);

        Assert.Equal(0, next.ExitCode);
        Assert.Equal((long)ShopStore.Rows, await target.ScalarAsync("SELECT count(*) FROM customer"));
        await target.AssertNothingLeftAsync();
    }

    [Theory]
    [MemberData(nameof(Stages))]
    public async Task A_restore_killed_at_any_stage_leaves_the_target_as_it_was_and_the_next_one_cleans_up(string stage)
    {
        await using var target = await CreateTargetAsync();
        using var workspace = CreateSlowWorkspace(SlowStore.ConnectionHaltingAt(target.Server, stage));

        using (var process = workspace.Start("restore", slow.Key, "--database", target.Name))
        {
            await SlowStore.WaitForHaltAsync(target, () => process.HasExited);
            await KillAsync(process);
        }

        await AssertTheNextOneCleansUpAsync(workspace, target);
    }

    [Theory]
    [InlineData("CREATE DATABASE", "template0")]
    [InlineData("COMMENT ON DATABASE", null)]
    public async Task A_restore_killed_while_it_makes_or_swaps_databases_leaves_the_target_as_it_was(string statement, string? locked)
    {
        await using var target = await CreateTargetAsync();
        using var workspace = CreateSlowWorkspace($"{target.ConnectionString};Application Name={target.Name}");

        // Whoever comments on a database keeps others from copying and renaming it, until the transaction ends.
        await using (var session = await target.Server.OpenAsync("postgres", TestContext.Current.CancellationToken))
        {
            await using var transaction = await session.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await using var command = session.CreateCommand();
            command.CommandText = $"COMMENT ON DATABASE {locked ?? target.QuotedName} IS NULL";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

            using var process = workspace.Start("restore", slow.Key, "--database", target.Name);
            await WaitForAsync(process, $"SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '{statement}%' AND (application_name = '{target.Name}' OR query LIKE '%{target.Name}%')");
            await KillAsync(process);
        }

        await AssertTheNextOneCleansUpAsync(workspace, target);
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

    private Workspace CreateSlowWorkspace(string connection)
    {
        var workspace = new Workspace();
        workspace.Environment["PGCLONE_CONNECTION"] = connection;
        workspace.Environment["PGCLONE_STORAGE"] = slow.Folder;
        return workspace;
    }

    private static async Task KillAsync(Process process)
    {
        await SignalAsync(process, "KILL");
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private async Task AssertTheNextOneCleansUpAsync(Workspace workspace, TestDatabase target)
    {
        Assert.Equal(42, await target.ScalarAsync("SELECT answer FROM before_restore"));
        workspace.Environment["PGCLONE_CONNECTION"] = target.ConnectionString;

        var next = await workspace.RunAsync("restore", slow.Key, "--database", target.Name);

        Assert.True(next.ExitCode == 0, next.Errors);
        Assert.Equal((long)SlowStore.Rows, await target.ScalarAsync("SELECT count(*) FROM halt"));
        await target.AssertNothingLeftAsync();
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

    private static Task WaitForHookAsync(TestDatabase target, Process process) =>
        WaitForAsync(process, $"SELECT 1 FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%{target.Name}%' AND pid <> pg_backend_pid()");

    private static async Task WaitForAsync(Process process, string sign)
    {
        while (await TestServer.ScalarAsync("postgres", sign) is null)
        {
            Assert.False(process.HasExited, "The restore ended before it came that far.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
