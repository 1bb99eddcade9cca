using System.Diagnostics;
using System.Globalization;
using PgClone.Diagnostics;
using PgClone.Sql;
using PgClone.Testing;

namespace PgClone.Databases;

/// <summary>On a server of its own: whoever drops a database waits for every session of the server to hear of it.</summary>
public sealed class StuckSessionTests(StuckSessionTests.OtherServer server) : IClassFixture<StuckSessionTests.OtherServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_that_does_not_heed_its_end_fails_the_swap_which_lets_the_others_in_again()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals to send.");
        var target = await server.CreateTargetAsync();
        await server.ExecuteAsync(target, "GRANT SELECT ON origin TO PUBLIC");
        await using var temporary = await TemporaryDatabase.CreateAsync(server.Server, target, new("UTF8"), null, Token);
        await using var stuck = await server.Server.OpenAsync(target, Token);
        var backend = (await stuck.QueryAsync("SELECT pg_backend_pid()", [], row => row.GetInt32(0), Token))[0];
        await using var clients = BusyClients.Start(server.Server, target, "SELECT which FROM origin", count: 5);
        await clients.WaitForAsync("old", Token);
        await SignalAsync(backend, "STOP");
        try
        {
            var e = await Assert.ThrowsAsync<PgCloneException>(() => DatabaseSwap.SwapAsync(temporary, SwapDisposition.Drop, Token));

            Assert.Equal(ErrorCode.SwapFailed, e.Code);
            Assert.StartsWith("55006", e.Why, StringComparison.Ordinal);
            await clients.WaitForAsync("old", Token);
            TestContext.Current.TestOutputHelper!.WriteLine($"Clients were out for {clients.Outages.Max().TotalSeconds:0.0} s at most.");
            Assert.InRange(clients.Outages.Max(), TimeSpan.Zero, TimeSpan.FromSeconds(60));
        }
        finally
        {
            await SignalAsync(backend, "CONT");
        }
    }

    private static async Task SignalAsync(int process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(Token);
        Assert.Equal(0, kill.ExitCode);
    }

    public sealed class OtherServer() : OwnServer(new Dictionary<string, string>());
}
