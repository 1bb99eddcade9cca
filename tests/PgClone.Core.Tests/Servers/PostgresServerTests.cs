using System.Net;
using System.Net.Sockets;
using Npgsql;
using PgClone.Diagnostics;
using PgClone.Testing;

namespace PgClone.Servers;

public sealed class PostgresServerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connects_and_knows_the_version()
    {
        var server = await TestServer.GetAsync();

        var again = await PostgresServer.ConnectAsync(server.GetConnectionString("whatever"), cancellationToken: Token);

        Assert.InRange(again.Version.Major, 12, 30);
        Assert.Equal(server.Version, again.Version);
        Assert.Equal("postgres", again.MaintenanceDatabase);
        Assert.True(again.IsLocal);
        Assert.Equal($"127.0.0.1:{server.Port}", again.DisplayName);
    }

    [Theory]
    [InlineData(80002, true)]
    [InlineData(90624, true)]
    [InlineData(120022, true)]
    [InlineData(130000, false)]
    [InlineData(190000, false)]
    public void Servers_before_13_are_refused(int number, bool isRefused)
    {
        var error = Record.Exception(() => PostgresServer.EnsureSupported(PostgresVersion.FromNumber(number), "db:5432")) as PgCloneException;

        Assert.Equal(isRefused ? ErrorCode.ServerTooOld : null, error?.Code);
    }

    [Fact]
    public async Task Uses_the_maintenance_database_that_is_given()
    {
        var server = await TestServer.GetAsync();
        await using var database = await TestServer.CreateDatabaseAsync();

        var other = await PostgresServer.ConnectAsync(server.GetConnectionString("postgres"), database.Name, Token);
        await using var connection = await other.OpenMaintenanceAsync(Token);

        Assert.Equal(database.Name, connection.Database);
    }

    [Fact]
    public async Task Says_that_nobody_listens()
    {
        int port;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        var e = await Assert.ThrowsAsync<PgCloneException>(
            () => PostgresServer.ConnectAsync($"Host=127.0.0.1;Port={port};Username=u;Password=hidden-word", cancellationToken: Token));

        Assert.Equal(ErrorCode.ServerUnreachable, e.Code);
        Assert.Equal($"127.0.0.1:{port}", e.Where);
        Assert.DoesNotContain("hidden-word", e.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wrong")]
    [InlineData(null)]
    public async Task Says_that_the_password_is_wrong_or_missing(string? password)
    {
        var server = await TestServer.GetAsync();
        var connectionString = new NpgsqlConnectionStringBuilder { Host = server.Host, Port = server.Port, Username = "postgres", Password = password }.ConnectionString;

        var e = await Assert.ThrowsAsync<PgCloneException>(() => PostgresServer.ConnectAsync(connectionString, cancellationToken: Token));

        Assert.Equal(ErrorCode.AuthenticationFailed, e.Code);
    }

    [Fact]
    public async Task Says_that_a_database_does_not_exist()
    {
        var server = await TestServer.GetAsync();

        var opening = await Assert.ThrowsAsync<PgCloneException>(() => server.OpenAsync("no such database", Token));
        var maintenance = await Assert.ThrowsAsync<PgCloneException>(
            () => PostgresServer.ConnectAsync(server.GetConnectionString("postgres"), "no such database", Token));

        Assert.Equal(ErrorCode.DatabaseNotFound, opening.Code);
        Assert.Equal(ErrorCode.DatabaseNotFound, maintenance.Code);
    }

    [Theory]
    [InlineData("postgres://me:hidden-word@db:hidden-word/app")]
    [InlineData("Host=db;Port=hidden-word")]
    [InlineData("Host=db;Nonsense=hidden-word")]
    [InlineData("Password=hidden-word")]
    [InlineData("")]
    public async Task Refuses_an_unreadable_connection_string_without_repeating_it(string connectionString)
    {
        var e = await Assert.ThrowsAsync<PgCloneException>(() => PostgresServer.ConnectAsync(connectionString, cancellationToken: Token));

        Assert.Equal(ErrorCode.InvalidOption, e.Code);
        Assert.DoesNotContain("hidden-word", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shows_no_password()
    {
        await using var role = await TestRole.CreateAsync("it's a secret; really");
        var server = await PostgresServer.ConnectAsync(role.ConnectionString, cancellationToken: Token);

        var shown = server.GetDisplayConnectionString("app");

        Assert.DoesNotContain("secret", shown, StringComparison.Ordinal);
        Assert.Contains("Database=app", shown, StringComparison.Ordinal);
        Assert.Contains("it's a secret", server.GetConnectionString("app"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hands_the_connection_to_psql_by_environment()
    {
        await using var role = await TestRole.CreateAsync("it's a secret; really");
        await using var database = await TestServer.CreateDatabaseAsync();
        var server = await PostgresServer.ConnectAsync(role.ConnectionString, cancellationToken: Token);

        var result = await StockTools.RunAsync("psql", server, database.Name, "-At", "-c", "SELECT current_user || ' in ' || current_database()");

        Assert.Equal($"{role.Name} in {database.Name}", result.EnsureSuccess().Trim());
    }

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.1.2.3", true)]
    [InlineData("::1", true)]
    [InlineData("/var/run/postgresql", true)]
    [InlineData("db.example.com", false)]
    [InlineData("10.0.0.1", false)]
    public void Knows_which_hosts_are_this_machine(string host, bool local) => Assert.Equal(local, PostgresServer.IsLocalHost(host));
}
