using System.Diagnostics;
using System.Runtime.Versioning;
using Npgsql;
using PgClone.Diagnostics;
using PgClone.Sql;

namespace PgClone.Servers.Local;

public sealed class LocalServerCrashTests : LocalServerTestCase
{
    [Fact]
    public async Task Starts_again_at_once_after_its_postmaster_was_killed()
    {
        var first = await Server.EnsureStartedAsync(Token);
        await using var session = await first.OpenMaintenanceAsync(Token);
        var number = (await Server.StatusAsync(Token)).ProcessId!.Value;
        await KillAsync(number);

        var second = await Server.EnsureStartedAsync(Token);

        await using var connection = await second.OpenMaintenanceAsync(Token);
        Assert.NotEqual(number, (await Server.StatusAsync(Token)).ProcessId);
    }

    [Fact]
    public async Task Waits_for_one_that_starts_again_since_a_session_crashed()
    {
        var server = await Server.EnsureStartedAsync(Token);
        var number = (await Server.StatusAsync(Token)).ProcessId;
        for (var round = 0; round < 3; round++)
        {
            await using var session = await server.OpenMaintenanceAsync(Token);
            // There is something to recover.
            await session.ExecuteAsync($"CREATE TABLE t{round} AS SELECT generate_series(1, 300000) AS i", Token);
            var sleeping = session.ExecuteAsync("SELECT pg_sleep(60)", Token);
            using (var backend = Process.GetProcessById(session.ProcessID)) backend.Kill();
            await Assert.ThrowsAnyAsync<NpgsqlException>(() => sleeping);

            await using var again = await (await Server.EnsureStartedAsync(Token)).OpenMaintenanceAsync(Token);
        }

        Assert.Equal(number, (await Server.StatusAsync(Token)).ProcessId);
    }

    [Fact]
    public async Task Starts_where_the_number_in_its_file_is_that_of_another_accounts_process()
    {
        Assert.SkipUnless(ServerAccount.IsNeeded, "Only root's processes are out of reach of the server's account.");
        await Server.EnsureStartedAsync(Token);
        await CrashAsync(Environment.ProcessId);

        Assert.False((await Server.StatusAsync(Token)).IsRunning);
        await Server.EnsureStartedAsync(Token);

        Assert.True((await Server.StatusAsync(Token)).IsRunning);
    }

    [Fact]
    public async Task Leaves_its_file_alone_and_says_what_to_do_where_a_process_of_the_same_account_has_the_number()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no sleep.");
        await Server.EnsureStartedAsync(Token);
        using var sleeping = StartSleeping();
        try
        {
            await CrashAsync(sleeping.Id);
            var file = PostmasterFile.PathIn(DataDirectory);
            var before = await File.ReadAllTextAsync(file, Token);

            var e = await Assert.ThrowsAsync<PgCloneException>(() => Server.EnsureStartedAsync(Token));

            Assert.Equal(ErrorCode.LocalServerFailed, e.Code);
            Assert.Contains($"process {sleeping.Id} (sleep)", e.Message, StringComparison.Ordinal);
            Assert.Contains($"delete {file}", e.Advice, StringComparison.Ordinal);
            Assert.Equal(before, await File.ReadAllTextAsync(file, Token));
            Assert.False(sleeping.HasExited);

            // The remedy.
            File.Delete(file);
            await Server.EnsureStartedAsync(Token);
        }
        finally
        {
            sleeping.Kill();
        }
    }

    [Fact]
    public async Task Does_not_take_a_server_for_itself_that_has_its_old_number_and_another_data_directory()
    {
        await Server.EnsureStartedAsync(Token);
        var other = new LocalServer(Options with { Name = "other" });
        await other.EnsureStartedAsync(Token);
        try
        {
            var number = (await other.StatusAsync(Token)).ProcessId!.Value;
            var file = PostmasterFile.PathIn((await Server.StatusAsync(Token)).DataDirectory!);
            await KillAsync((await Server.StatusAsync(Token)).ProcessId!.Value);
            var lines = await File.ReadAllLinesAsync(file, Token);
            await File.WriteAllLinesAsync(file, [number.ToString(), .. lines[1..]], Token);

            Assert.False((await Server.StatusAsync(Token)).IsRunning);
            var e = await Assert.ThrowsAsync<PgCloneException>(() => Server.EnsureStartedAsync(Token));

            Assert.Contains($"process {number} (postgres)", e.Message, StringComparison.Ordinal);
            Assert.True((await other.StatusAsync(Token)).IsRunning);
        }
        finally
        {
            await other.StopAsync(CancellationToken.None);
        }
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Says_why_it_can_not_start_in_a_data_directory_that_may_not_be_written()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Modes are Unix.");
        await Server.EnsureStartedAsync(Token);
        await Server.StopAsync(Token);
        var mode = File.GetUnixFileMode(DataDirectory);
        File.SetUnixFileMode(DataDirectory, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            var e = await Assert.ThrowsAsync<PgCloneException>(() => Server.EnsureStartedAsync(Token));

            Assert.Equal(ErrorCode.LocalServerFailed, e.Code);
            Assert.Contains("Permission denied", e.Why, StringComparison.Ordinal);
        }
        finally
        {
            File.SetUnixFileMode(DataDirectory, mode);
        }
    }
}
