using Npgsql;
using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Servers;
using PgClone.Servers.Local;
using Xunit;

namespace PgClone.Testing;

/// <summary>A server of its own for one test class, with settings that other tests' server does not have, and a role that may do no more than create databases.</summary>
/// <param name="settings">What is laid over the settings of a local server.</param>
public abstract class OwnServer(IReadOnlyDictionary<string, string> settings) : IAsyncLifetime
{
    /// <summary>The role.</summary>
    public const string Owner = "plain owner";

    private readonly LocalServer _local = new(new LocalServerOptions
    {
        DataRoot = Path.Combine(Path.GetTempPath(), "pgclone-own-" + Guid.NewGuid().ToString("N")[..8]),
        BinDirectory = TestServer.BinDirectory,
        TemplateRoot = TestServer.TemplateRoot,
        Settings = settings,
    });

    /// <summary>The server, as its superuser.</summary>
    public PostgresServer Server { get; private set; } = null!;

    /// <summary>The connection string of the role.</summary>
    public string OwnersConnection => new NpgsqlConnectionStringBuilder { Host = Server.Host, Port = Server.Port, Username = Owner, Password = "p" }.ConnectionString;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        await TestServer.GetAsync();
        Server = await _local.EnsureStartedAsync();
        await ExecuteAsync("postgres", $"CREATE ROLE \"{Owner}\" LOGIN CREATEDB PASSWORD 'p'");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        var data = (await _local.StatusAsync()).DataDirectory!;
        await _local.StopAsync();
        Directory.Delete(Path.GetDirectoryName(data)!, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Kills the server as SIGKILL does; its children end by themselves.</summary>
    public async Task KillAsync()
    {
        using var postmaster = System.Diagnostics.Process.GetProcessById((await _local.StatusAsync()).ProcessId!.Value);
        postmaster.Kill();
        await postmaster.WaitForExitAsync();
    }

    /// <summary>Starts it again, as soon as nothing of it is left: the killed process until its parent has heard of it, and its children, may still be there.</summary>
    public async Task StartAgainAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Server = await _local.EnsureStartedAsync();
                return;
            }
            catch (PgCloneException e) when (e.Code == ErrorCode.LocalServerFailed && attempt < 60)
            {
                await Task.Delay(500);
            }
        }
    }

    /// <summary>A database of the role, with a table whose one row says <c>old</c>.</summary>
    public async Task<string> CreateTargetAsync(string? name = null)
    {
        name ??= TestServer.UniqueName();
        var quoted = Sql.PostgresIdentifier.Quote(name);
        await ExecuteAsync("postgres", $"CREATE DATABASE {quoted} OWNER \"{Owner}\" TEMPLATE template0");
        await ExecuteAsync(name, $"SET ROLE \"{Owner}\"; CREATE TABLE origin AS SELECT 'old' AS which");
        return name;
    }

    /// <summary>An engine that reads a folder.</summary>
    /// <param name="store">The folder.</param>
    /// <param name="asOwner">Whether it comes as the plain role; otherwise as the superuser.</param>
    public PgCloner CreateCloner(string store, bool asOwner = true) => new(new PgCloneSettings
    {
        BaseDirectory = store,
        Storage = store,
        PostgresDirectory = TestServer.BinDirectory,
        Connection = asOwner ? OwnersConnection : Server.GetConnectionString("postgres"),
    });

    /// <summary>Runs SQL as the superuser.</summary>
    public async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = await Server.OpenAsync(database, TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Runs a query as the superuser and gives the first row's first column; null where there is none.</summary>
    public async Task<object?> ScalarAsync(string database, string sql)
    {
        await using var connection = await Server.OpenAsync(database, TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken) is { } value and not DBNull ? value : null;
    }
}
