using System.Net;
using System.Net.Sockets;
using PgClone.Databases;
using PgClone.Diagnostics;
using PgClone.Sql;
using PgClone.Testing;

namespace PgClone.Servers.Local;

public sealed class LocalServerTests : LocalServerTestCase
{
    [Fact]
    public async Task Starts_and_stops_and_keeps_its_data_and_port()
    {
        var first = await Server.EnsureStartedAsync(Token);
        await ExecuteAsync(first, "CREATE DATABASE kept");
        var stopped = await Server.StopAsync(Token);
        var second = await Server.EnsureStartedAsync(Token);

        Assert.True(stopped);
        Assert.Equal(first.Port, second.Port);
        await using var connection = await second.OpenAsync("kept", Token);
        Assert.False((await Server.StatusAsync(Token)).DataDirectory is null);
    }

    [Fact]
    public async Task Reports_its_status()
    {
        var before = await Server.StatusAsync(Token);
        var server = await Server.EnsureStartedAsync(Token);
        var running = await Server.StatusAsync(Token);
        await Server.StopAsync(Token);
        var after = await Server.StatusAsync(Token);

        Assert.Equal(new LocalServerStatus(false), before);
        Assert.True(running.IsRunning);
        Assert.Equal(server.Version, running.Version);
        Assert.Equal(server.Port, running.Port);
        Assert.False(after.IsRunning);
        Assert.Equal(running.DataDirectory, after.DataDirectory);
    }

    [Fact]
    public async Task Is_the_same_server_where_its_folder_is_reached_through_a_symbolic_link()
    {
        var link = Options.DataRoot + "-link";
        Directory.CreateDirectory(Options.DataRoot);
        Directory.CreateSymbolicLink(link, Path.GetFileName(Options.DataRoot));
        try
        {
            var first = await Server.EnsureStartedAsync(Token);
            var through = new LocalServer(Options with { DataRoot = link });
            var status = await through.StatusAsync(Token);
            var second = await through.EnsureStartedAsync(Token);

            Assert.True(status.IsRunning);
            Assert.Equal(first.Port, second.Port);
            Assert.True(File.Exists(PostmasterFile.PathIn(status.DataDirectory!)));
        }
        finally
        {
            Directory.Delete(link);
        }
    }

    [Fact]
    public async Task Stops_nothing_where_nothing_runs() => Assert.False(await Server.StopAsync(Token));

    [Fact]
    public async Task Is_started_once_however_many_ask_for_it()
    {
        var servers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Server.EnsureStartedAsync(Token), Token)));

        Assert.Single(servers.Select(s => s.Port).Distinct());
    }

    [Fact]
    public async Task Moves_to_another_port_where_somebody_took_its_own()
    {
        var first = await Server.EnsureStartedAsync(Token);
        await Server.StopAsync(Token);
        using var listener = new TcpListener(IPAddress.Loopback, first.Port);
        listener.Start();

        var second = await Server.EnsureStartedAsync(Token);

        Assert.NotEqual(first.Port, second.Port);
    }

    [Fact]
    public async Task Keeps_its_password_in_a_passfile_that_libpq_takes_too()
    {
        var server = await Server.EnsureStartedAsync(Token);
        var passfile = (await Server.StatusAsync(Token)).ConnectionString!.Split("Passfile=")[1];
        var password = (await File.ReadAllTextAsync(passfile, Token)).Split('\n')[0].Split(':')[^1];

        var result = await StockTools.RunAsync("psql", server, "postgres", "-At", "-c", "SHOW fsync");

        Assert.Equal("off", result.EnsureSuccess().Trim());
        Assert.DoesNotContain(password, server.GetDisplayConnectionString("postgres"), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(passfile));
    }

    [Fact]
    public async Task Shows_the_log_where_the_server_does_not_start()
    {
        var broken = new LocalServer(Options with { Settings = new Dictionary<string, string> { ["shared_buffers"] = "nonsense" } });

        var e = await Assert.ThrowsAsync<PgCloneException>(() => broken.EnsureStartedAsync(Token));

        Assert.Equal(ErrorCode.LocalServerFailed, e.Code);
        Assert.Contains("nonsense", e.Why, StringComparison.Ordinal);
        await Server.EnsureStartedAsync(Token);
    }

    [Fact]
    public async Task Says_that_there_are_no_programs()
    {
        Directory.CreateDirectory(Options.DataRoot);

        var e = await Assert.ThrowsAsync<PgCloneException>(() => new LocalServer(Options with { BinDirectory = Options.DataRoot }).EnsureStartedAsync(Token));

        Assert.Equal(ErrorCode.BinariesNotFound, e.Code);
    }

    [Fact]
    public async Task Says_that_its_folder_is_a_file()
    {
        await File.WriteAllTextAsync(Options.DataRoot, "", Token);
        try
        {
            var e = await Assert.ThrowsAsync<PgCloneException>(() => Server.EnsureStartedAsync(Token));

            Assert.Equal(ErrorCode.LocalServerFailed, e.Code);
            Assert.Contains("PGCLONE_DATA_DIR", e.Advice, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(Options.DataRoot);
        }
    }

    [Fact]
    public async Task Leaves_no_half_made_cluster_when_it_is_cancelled()
    {
        var fresh = Options with { TemplateRoot = null };
        for (var milliseconds = 50; milliseconds <= 450; milliseconds += 200)
        {
            using var cancellation = new CancellationTokenSource(milliseconds);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new LocalServer(fresh).EnsureStartedAsync(cancellation.Token));
        }

        var server = await new LocalServer(fresh).EnsureStartedAsync(Token);

        await using var connection = await server.OpenMaintenanceAsync(Token);
        Assert.Empty(Directory.EnumerateDirectories(Path.Combine(fresh.DataRoot, "templates"), "new-*"));
    }

    [Fact]
    public async Task Is_where_its_source_gives_it()
    {
        var local = await new LocalServerSource(Server).GetAsync(Token);
        var named = await new ConnectionStringSource(local.GetConnectionString("postgres")).GetAsync(Token);

        Assert.Equal(local.Port, named.Port);
    }

    private static async Task ExecuteAsync(PostgresServer server, string sql)
    {
        await using var connection = await server.OpenMaintenanceAsync(Token);
        await connection.ExecuteAsync(sql, Token);
    }
}
