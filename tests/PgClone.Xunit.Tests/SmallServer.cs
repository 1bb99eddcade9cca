using Npgsql;
using PgClone.Diagnostics;
using PgClone.Servers;
using PgClone.Servers.Local;
using PgClone.Testing;

namespace PgClone.Xunit;

/// <summary>A server that has few connections, for a user who gets none of those that are reserved.</summary>
public sealed class SmallServer : IAsyncLifetime
{
    private readonly LocalServerOptions _options = new()
    {
        DataRoot = Path.Combine(Path.GetTempPath(), "pgclone-small-" + Guid.NewGuid().ToString("N")[..8]),
        BinDirectory = TestServer.BinDirectory,
        TemplateRoot = TestServer.TemplateRoot,
        Settings = new Dictionary<string, string> { ["max_connections"] = "20", ["shared_buffers"] = "32MB" },
    };

    private PostgresServer? _server;

    /// <summary>How the user connects.</summary>
    public string Connection { get; private set; } = "";

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        // Skips where there is no PostgreSQL, and makes the template for all.
        await TestServer.GetAsync();
        _server = await new LocalServer(_options).EnsureStartedAsync();
        await ScalarAsync("CREATE ROLE tester LOGIN CREATEDB PASSWORD 'p'");
        Connection = new NpgsqlConnectionStringBuilder { Host = _server.Host, Port = _server.Port, Username = "tester", Password = "p" }.ConnectionString;
    }

    /// <summary>What a superuser is answered, whose connections are reserved.</summary>
    public async Task<object?> ScalarAsync(string sql)
    {
        await using var connection = await _server!.OpenAsync("postgres");
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Waits until the server, which is starting, answers.</summary>
    public async Task WaitAsync()
    {
        for (var look = 0; look < 300; look++)
        {
            try
            {
                await ScalarAsync("SELECT 1");
                return;
            }
            catch (Exception e) when (e is NpgsqlException or PgCloneException)
            {
                await Task.Delay(100);
            }
        }
    }

    /// <summary>Fails the test where a database or a lock of PgClone's, or a session of the user, is still there.</summary>
    public async Task AssertNothingLeftAsync()
    {
        const string left = """
            SELECT (SELECT count(*) FROM pg_database WHERE datname LIKE 'pgclone%') + (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory')
                 + (SELECT count(*) FROM pg_stat_activity WHERE usename = 'tester')
            """;
        // The server ends a session some moments after its client has left.
        for (var look = 0; look < 50 && await ScalarAsync(left) is not 0L; look++) await Task.Delay(50);
        Assert.Equal(0L, await ScalarAsync(left));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await new LocalServer(_options).StopAsync();
        if (Directory.Exists(_options.DataRoot)) Directory.Delete(_options.DataRoot, recursive: true);
    }
}
