using Npgsql;
using PgClone.Diagnostics;
using PgClone.Servers;
using PgClone.Servers.Local;
using Xunit;

namespace PgClone.Testing;

/// <summary>
/// The PostgreSQL server of this test process: a local server of PgClone's own, started when a test first asks for it and removed after
/// the last one. The programs are those in <c>PGCLONE_PG_BIN</c>, else the newest on the machine.
/// </summary>
public static class TestServer
{
    private static readonly Lazy<Task<PostgresServer>> Shared = new(StartAsync);
    private static TestServerFolder? _folder;

    /// <summary>The folder of the PostgreSQL programs to test with, as <c>PGCLONE_PG_BIN</c> names it; null means the newest on the machine.</summary>
    public static string? BinDirectory { get; } = Environment.GetEnvironmentVariable("PGCLONE_PG_BIN") is { Length: > 0 } directory ? directory : null;

    /// <summary>The folder of freshly initialised clusters that all test processes copy from.</summary>
    public static string TemplateRoot => TestServerFolder.TemplateRoot;

    /// <summary>The server. Without PostgreSQL on the machine the test is skipped, on a build server it fails.</summary>
    public static async Task<PostgresServer> GetAsync()
    {
        try
        {
            return await Shared.Value;
        }
        catch (PgCloneException e) when (e.Code == ErrorCode.BinariesNotFound && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Assert.Skip(e.Message);
            throw;
        }
    }

    /// <summary>A fresh database, dropped when it is disposed.</summary>
    /// <param name="name">Its name; default: a unique one.</param>
    public static async Task<TestDatabase> CreateDatabaseAsync(string? name = null)
    {
        var database = new TestDatabase(await GetAsync(), name ?? UniqueName());
        await ExecuteAsync("postgres", $"CREATE DATABASE {database.QuotedName} TEMPLATE template0");
        return database;
    }

    /// <summary>A name that no other test has.</summary>
    public static string UniqueName() => "test_" + Guid.NewGuid().ToString("N")[..12];

    /// <summary>Runs SQL in a database.</summary>
    public static async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = await (await GetAsync()).OpenAsync(database, TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Runs a query in a database and gives the first row's first column; null where there is none.</summary>
    public static async Task<object?> ScalarAsync(string database, string sql)
    {
        await using var connection = await (await GetAsync()).OpenAsync(database, TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        var value = await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
        return value is DBNull ? null : value;
    }

    /// <summary>Ends the session that holds an advisory lock, as an administrator may, and waits until it is gone.</summary>
    public static async Task EndHolderAsync(long key)
    {
        var holders = $"FROM pg_locks WHERE locktype = 'advisory' AND granted AND (classid::bigint << 32 | objid::bigint) = {key}";
        var backend = await ScalarAsync("postgres", $"SELECT pid {holders}");
        await ExecuteAsync("postgres", $"SELECT pg_terminate_backend({backend}, 10000)");
    }

    /// <summary>Whether the server has a database of that name.</summary>
    public static async Task<bool> ExistsAsync(string database) =>
        await ScalarAsync("postgres", $"SELECT 1 FROM pg_database WHERE datname = '{database.Replace("'", "''", StringComparison.Ordinal)}'") is not null;

    /// <summary>Stops the server and removes its data, if a test asked for it.</summary>
    internal static async Task RemoveAsync()
    {
        if (_folder is not null) await _folder.RemoveAsync();
    }

    private static async Task<PostgresServer> StartAsync()
    {
        _folder = await TestServerFolder.CreateAsync();
        return await new LocalServer(_folder.Options).EnsureStartedAsync();
    }
}
