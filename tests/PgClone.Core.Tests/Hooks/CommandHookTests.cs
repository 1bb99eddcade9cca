using System.Diagnostics;
using PgClone.Diagnostics;

namespace PgClone.Hooks;

public sealed class CommandHookTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Points_the_program_at_the_database()
    {
        await using var run = await HookRun.StartAsync("my.shop");

        await Shell("printenv PGDATABASE PGPORT PGCLONE_DATABASE PGCLONE_TARGET PGCLONE_HOOK_POINT").RunAsync(run.Context, Token);

        Assert.Equal([run.Database.Name, $"{run.Database.Server.Port}", run.Database.Name, "my.shop", "pre-swap"], run.Output);
    }

    [Theory]
    [InlineData("ConnectionStrings__Default")]
    [InlineData("ConnectionStrings__DefaultConnection")]
    [InlineData("ConnectionStrings__my.shop")]
    [InlineData("PGCLONE_CONNECTION_STRING")]
    [InlineData("Shop:Database")]
    public async Task Gives_the_connection_string_by_environment(string variable)
    {
        await using var run = await HookRun.StartAsync("my.shop");

        await new CommandHook("test", ["printenv", variable], "/") { ConnectionVariables = ["Shop:Database"] }.RunAsync(run.Context, Token);

        Assert.Equal([run.Database.ConnectionString], run.Output);
    }

    [Fact]
    public async Task Fills_in_what_is_no_secret()
    {
        await using var run = await HookRun.StartAsync();
        var server = run.Database.Server;

        await new CommandHook("test", ["echo", "{host}:{port}/{database} {user} {password} {connection}"], "/").RunAsync(run.Context, Token);

        var connection = server.GetOpenConnectionString(run.Database.Name);
        Assert.Equal([$"{server.Host}:{server.Port}/{run.Database.Name} postgres {{password}} {connection}"], run.Output);
        Assert.Contains(run.Database.Name, connection, StringComparison.Ordinal);
        Assert.DoesNotContain("Password", connection, StringComparison.OrdinalIgnoreCase);
        // The environment says it in libpq's words, which Npgsql does not know.
        Assert.Contains("Require Auth=", connection, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hands_every_argument_over_as_it_is()
    {
        await using var run = await HookRun.StartAsync();

        await new CommandHook("test", ["printf", "%s\n", "a b", "$HOME; \"'", ""], "/").RunAsync(run.Context, Token);

        Assert.Equal(["a b", "$HOME; \"'", ""], run.Output);
    }

    [Fact]
    public async Task Runs_a_program_of_the_working_directory()
    {
        using var folder = new TemporaryFolder();
        await using var run = await HookRun.StartAsync();
        await File.WriteAllTextAsync(folder["hook.sh"], "#!/bin/sh\npwd\n", Token);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder["hook.sh"], UnixFileMode.UserRead | UnixFileMode.UserExecute);

        await new CommandHook("test", ["./hook.sh"], folder.Path).RunAsync(run.Context, Token);

        Assert.Equal([folder.Path], run.Output);
    }

    [Fact]
    public async Task Fails_with_the_exit_code_and_the_last_lines()
    {
        await using var run = await HookRun.StartAsync();

        var e = await Assert.ThrowsAsync<PgCloneException>(() => Shell("seq 1 100; echo 'it broke' >&2; exit 7").RunAsync(run.Context, Token));

        Assert.Equal(ErrorCode.HookFailed, e.Code);
        Assert.Contains("exit code 7", e.What, StringComparison.Ordinal);
        Assert.Equal([.. Enumerable.Range(91, 10).Select(i => $"{i}"), "it broke"], e.Why!.Split(Environment.NewLine));
        Assert.Equal(101, run.Output.Count);
    }

    [Fact]
    public async Task Fails_where_the_program_is_missing()
    {
        await using var run = await HookRun.StartAsync();

        var e = await Assert.ThrowsAsync<PgCloneException>(() => new CommandHook("test", ["no-such-program"], "/").RunAsync(run.Context, Token));

        Assert.Equal(ErrorCode.HookFailed, e.Code);
        Assert.Contains("no-such-program", e.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kills_the_program_and_its_children_when_it_is_cancelled()
    {
        await using var run = await HookRun.StartAsync();
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);

        var running = Shell("sleep 60 & echo $!; wait").RunAsync(run.Context, cancellation.Token);
        while (run.Output.IsEmpty) await Task.Delay(10, Token);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.True(run.Output.TryDequeue(out var child));
        await WaitForEndAsync(int.Parse(child, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Tells_where_the_program_has_not_connected_to_the_restored_database()
    {
        await using var run = await HookRun.StartAsync();
        var notices = new List<string>();
        var context = run.Context with { Notify = notices.Add };

        // PGDATABASE is the restored one, and an application's own settings name another.
        await Shell("psql -qc 'CREATE TABLE t ()'").RunAsync(context, Token);
        var afterOne = notices.Count;
        await Shell("psql -d postgres -qc 'SELECT 1'").RunAsync(context, Token);
        var masking = await Record.ExceptionAsync(() => Shell("psql -d postgres -qc 'SELECT 1'").RunAsync(context with { Point = HookPoint.Mask }, Token));

        Assert.SkipWhen(run.Database.Server.Version.Major < 15, "The server does not count its sessions.");
        Assert.Equal(0, afterOne);
        Assert.Contains("'test' has not connected to the restored database", Assert.Single(notices), StringComparison.Ordinal);
        Assert.Equal(ErrorCode.HookFailed, Assert.IsType<PgCloneException>(masking).Code);
    }

    [Fact]
    public async Task Takes_a_flood_of_both_streams_and_keeps_the_last_lines()
    {
        await using var run = await HookRun.StartAsync();
        var lines = 0;
        var context = run.Context with { Output = _ => Interlocked.Increment(ref lines) };

        var e = await Assert.ThrowsAsync<PgCloneException>(
            () => Shell("seq 200000 | sed 's/.*/error/' >&2 & seq 200000 | sed 's/.*/out/'; wait; echo last >&2; exit 1").RunAsync(context, Token));

        Assert.Equal(400_001, lines);
        Assert.Equal([.. Enumerable.Repeat("out", 10), .. Enumerable.Repeat("error", 9), "last"], e.Why!.Split(Environment.NewLine));
    }

    [Fact]
    public async Task Has_nothing_to_read_for_a_program_that_asks()
    {
        await using var run = await HookRun.StartAsync();

        await Shell("cat; read answer || echo nobody answers").RunAsync(run.Context, Token);

        Assert.Equal(["nobody answers"], run.Output);
    }

    [Fact]
    public async Task Does_not_wait_for_what_the_program_leaves_in_the_background()
    {
        await using var run = await HookRun.StartAsync();
        var start = Stopwatch.GetTimestamp();

        await Shell("sleep 30 & echo $!").RunAsync(run.Context, Token);

        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(20));
        Process.GetProcessById(int.Parse(Assert.Single(run.Output), System.Globalization.CultureInfo.InvariantCulture)).Kill();
    }

    private static CommandHook Shell(string script) => new("test", ["sh", "-c", script], "/");

    private static async Task WaitForEndAsync(int processId)
    {
        for (var tries = 0; tries < 500 && IsAlive(processId); tries++) await Task.Delay(10, Token);
        Assert.False(IsAlive(processId));
    }

    private static bool IsAlive(int processId)
    {
        try
        {
            // Its parent is gone: where nobody collects orphans it stays as a zombie.
            return !File.ReadAllText($"/proc/{processId}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
