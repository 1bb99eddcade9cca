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
    [InlineData("ConnectionStrings__my.shop")]
    [InlineData("PGCLONE_CONNECTION_STRING")]
    public async Task Gives_the_connection_string_by_environment(string variable)
    {
        await using var run = await HookRun.StartAsync("my.shop");

        await new CommandHook("test", ["printenv", variable], "/").RunAsync(run.Context, Token);

        Assert.Equal([run.Database.ConnectionString], run.Output);
    }

    [Fact]
    public async Task Fills_in_what_is_no_secret()
    {
        await using var run = await HookRun.StartAsync();
        var server = run.Database.Server;

        await new CommandHook("test", ["echo", "{host}:{port}/{database} {user} {password} {connection}"], "/").RunAsync(run.Context, Token);

        Assert.Equal([$"{server.Host}:{server.Port}/{run.Database.Name} postgres {{password}} {{connection}}"], run.Output);
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
