using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using PgClone.Servers;
using PgClone.Servers.Local;
using Xunit;

namespace PgClone.Testing;

/// <summary>A connection pooler of one test in front of the test server. Disposing stops it.</summary>
public sealed class PgBouncer : IAsyncDisposable
{
    private static readonly string[] Places = ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer", "/opt/homebrew/bin/pgbouncer"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pgclone-pooler-");
    private readonly int _port;
    private Process _process = null!;

    private PgBouncer(int port) => _port = port;

    /// <summary>How to connect through it.</summary>
    public string ConnectionString => $"Host=127.0.0.1;Port={_port};Username=anybody;Password=any";

    /// <summary>Starts one. Skips the test where pgbouncer is not installed; on a build server that fails.</summary>
    /// <param name="mode">How long a client keeps a session of the server: <c>session</c>, <c>transaction</c> or <c>statement</c>.</param>
    /// <param name="settings">More lines for pgbouncer's settings.</param>
    public static async Task<PgBouncer> StartAsync(string mode, params string[] settings)
    {
        var program = Places.FirstOrDefault(File.Exists);
        if (program is null && Environment.GetEnvironmentVariable("CI") == "true" && OperatingSystem.IsLinux()) Assert.Fail("pgbouncer is not installed.");
        Assert.SkipWhen(program is null, "pgbouncer is not installed.");

        var server = await TestServer.GetAsync();
        var pooler = new PgBouncer(LocalCluster.FindFreePort());
        await pooler.StartAsync(program!, server, mode, settings);
        return pooler;
    }

    /// <summary>The server through it.</summary>
    public Task<PostgresServer> ConnectAsync() => PostgresServer.ConnectAsync(ConnectionString, cancellationToken: TestContext.Current.CancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task StartAsync(string program, PostgresServer server, string mode, string[] settings)
    {
        var environment = server.GetEnvironment("postgres");
        var file = Path.Combine(_folder.FullName, "pgbouncer.ini");
        await File.WriteAllLinesAsync(file, [
            "[databases]",
            $"* = host={server.Host} port={server.Port} user={environment["PGUSER"]} password={environment["PGPASSWORD"]}",
            "[pgbouncer]",
            "listen_addr = 127.0.0.1",
            $"listen_port = {_port}",
            "unix_socket_dir =",
            "auth_type = any",
            $"pool_mode = {mode}",
            .. settings,
        ]);

        // It refuses to run as root.
        var account = ServerAccount.Find();
        if (account is not null) await account.TakeAsync([_folder.FullName], TestContext.Current.CancellationToken);
        _process = Process.Start(new ProcessStartInfo(program, account is null ? [file] : ["--user", account.Name, file])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await WaitUntilItListensAsync();
    }

    private async Task WaitUntilItListensAsync()
    {
        while (true)
        {
            Assert.False(_process.HasExited, "pgbouncer ended.");
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, _port, TestContext.Current.CancellationToken);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }
        }
    }
}
