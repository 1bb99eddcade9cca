using System.Diagnostics;
using System.Globalization;
using Npgsql;
using PgClone.Testing;

namespace PgClone.Tool;

/// <summary>
/// A restore that is stopped (SIGSTOP) in the middle of its swap neither goes on nor ends, as when its machine is cut off. The server lets the clients in again by itself, with all of the old database or all of
/// the new one; and where the process wakes up, it says what became of it.
/// </summary>
public sealed class FrozenTests(FrozenTests.PatientServer server, ShopStore store) : IClassFixture<FrozenTests.PatientServer>, IClassFixture<ShopStore>
{
    /// <summary>What the server is told, and time for a machine that has much else to do.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly string Target = "frozen " + TestServer.UniqueName();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("the sessions are ended, and clients queue up", "SELECT pg_stat_clear_snapshot")]
    [InlineData("the target has no name", "ALTER DATABASE %RENAME TO \"frozen")]
    [InlineData("all is done but the end", "COMMIT")]
    public async Task Locks_clients_out_for_a_while_only(string moment, string statement)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals to send.");
        await server.ExecuteAsync("postgres", $"DROP DATABASE IF EXISTS \"{Target}\" WITH (FORCE)");
        await server.CreateTargetAsync(Target);
        var frozen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var isInSwap = false;
        Process? process = null;
        await using var gate = new StatementGate(server.Server, async text =>
        {
            isInSwap |= text.StartsWith("SELECT set_config('lock_timeout'", StringComparison.Ordinal);
            if (!isInSwap || frozen.Task.IsCompleted || !Matches(text, statement)) return;

            await SignalAsync(process!, "STOP");
            frozen.TrySetResult();
        });
        using var workspace = new Workspace();
        workspace.Environment["PGCLONE_CONNECTION"] = new NpgsqlConnectionStringBuilder(server.OwnersConnection) { Port = gate.Port, SslMode = SslMode.Disable, GssEncryptionMode = GssEncryptionMode.Disable }.ConnectionString;
        workspace.Environment["PGCLONE_STORAGE"] = store.Folder;
        process = workspace.Start("restore", store.Key, "--database", Target);
        await Task.WhenAny(frozen.Task, process.WaitForExitAsync(Token));
        Assert.True(frozen.Task.IsCompleted, "It never came there: " + moment);

        var clock = Stopwatch.StartNew();
        var isOld = await WaitForClientAsync(clock);
        var outage = clock.Elapsed;
        var isOldAsleep = await IsOldAsync();
        await SignalAsync(process, "CONT");
        var result = await ToolResult.OfAsync(process);

        TestContext.Current.TestOutputHelper!.WriteLine($"{moment}: clients were out for {outage.TotalSeconds:0.0} s.");
        Assert.InRange(outage, TimeSpan.Zero, Limit);
        Assert.Equal((isOld, isOld), (isOldAsleep, await IsOldAsync()));
        // One that found itself locked out may be in time to try again no more; but it knows what there is now.
        Assert.Equal(isOld ? 1 : 0, result.ExitCode);
        if (isOld) Assert.Contains("error PGC5", result.Errors, StringComparison.Ordinal);
        workspace.Environment["PGCLONE_CONNECTION"] = server.OwnersConnection;
        (await workspace.RunAsync("restore", store.Key, "--database", Target)).EnsureSuccess();
        Assert.Equal(0L, await server.ScalarAsync("postgres", "SELECT count(*) FROM pg_database WHERE datname LIKE 'pgclone%'"));
    }

    private static bool Matches(string text, string statement) =>
        statement.Split('%') is [var start, .. var rest] && text.StartsWith(start, StringComparison.Ordinal) && rest.All(part => text.Contains(part, StringComparison.Ordinal));

    /// <returns>Whether the client that got in found the old database.</returns>
    private async Task<bool> WaitForClientAsync(Stopwatch clock)
    {
        while (true)
        {
            try
            {
                return await IsOldAsync();
            }
            catch (Exception e) when (e is NpgsqlException or Diagnostics.PgCloneException && clock.Elapsed < Limit)
            {
                await Task.Delay(100, Token);
            }
        }
    }

    private async Task<bool> IsOldAsync() => await server.ScalarAsync(Target, "SELECT to_regclass('origin')::text") is "origin";

    private static async Task SignalAsync(Process process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(Token);
    }

    public sealed class PatientServer() : OwnServer(new Dictionary<string, string>());
}
