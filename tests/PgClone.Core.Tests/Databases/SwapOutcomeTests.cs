using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;
using PgClone.Servers;
using PgClone.Testing;

namespace PgClone.Databases;

public sealed class SwapOutcomeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Tells_what_is_true_where_the_connection_is_cut_at_the_commit(bool reachesTheServer)
    {
        var real = await TestServer.GetAsync();
        await using var target = await TestServer.CreateDatabaseAsync();
        await target.ExecuteAsync("CREATE TABLE old ()");
        await using var cutter = new CommitCutter(real, reachesTheServer);
        var server = await PostgresServer.ConnectAsync(cutter.ConnectionString, cancellationToken: Token);
        await using var temporary = await TemporaryDatabase.CreateAsync(server, target.Name, new("UTF8"), null, Token);
        cutter.Arm();

        var swap = DatabaseSwap.SwapAsync(temporary, SwapDisposition.Drop, Token);

        if (reachesTheServer)
        {
            await swap;
        }
        else
        {
            var e = await Assert.ThrowsAsync<Diagnostics.PgCloneException>(() => swap);
            Assert.Equal(Diagnostics.ErrorCode.SwapFailed, e.Code);
            Assert.Contains("as it was", e.Message, StringComparison.Ordinal);
        }

        Assert.True(cutter.HasCut);
        Assert.Equal(!reachesTheServer, (bool)(await target.ScalarAsync("SELECT to_regclass('old') IS NOT NULL"))!);
    }

    /// <summary>Stands before the server, and cuts the first connection that says COMMIT: before the server hears it, or before its answer is heard.</summary>
    private sealed class CommitCutter : IAsyncDisposable
    {
        // With its end: BEGIN says READ COMMITTED.
        private static readonly byte[] Commit = Encoding.ASCII.GetBytes("COMMIT\0");

        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly PostgresServer _server;
        private readonly bool _passesOn;
        private readonly Task _accepting;
        private int _armed;

        public CommitCutter(PostgresServer server, bool passesOn)
        {
            (_server, _passesOn) = (server, passesOn);
            _listener.Start();
            _accepting = AcceptAsync();
        }

        public bool HasCut { get; private set; }

        public string ConnectionString => new NpgsqlConnectionStringBuilder(_server.GetConnectionString("postgres"))
        {
            Host = "127.0.0.1",
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port,
        }.ConnectionString;

        public void Arm() => _armed = 1;

        public async ValueTask DisposeAsync()
        {
            _listener.Dispose();
            await _accepting;
        }

        private async Task AcceptAsync()
        {
            try
            {
                while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync());
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
            {
            }
        }

        private async Task ServeAsync(TcpClient client)
        {
            using var _ = client;
            using var server = new TcpClient();
            await server.ConnectAsync(IPAddress.Loopback, _server.Port);
            var (up, down) = (client.GetStream(), server.GetStream());
            var back = down.CopyToAsync(up);
            var buffer = new byte[64 * 1024];
            try
            {
                while (await up.ReadAsync(buffer) is var read and > 0)
                {
                    var cuts = buffer.AsSpan(0, read).IndexOf(Commit) >= 0 && Interlocked.Exchange(ref _armed, 0) == 1;
                    if (cuts)
                    {
                        HasCut = true;
                        client.Close();
                        if (!_passesOn) return;
                    }

                    await down.WriteAsync(buffer.AsMemory(0, read));
                    if (!cuts) continue;

                    await Task.Delay(500);
                    return;
                }
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
            }
            finally
            {
                server.Close();
                await back.ContinueWith(t => t.Exception, TaskScheduler.Default);
            }
        }
    }
}
