using PgClone.Configuration;
using PgClone.Servers;
using PgClone.Servers.Local;
using PgClone.Sql;
using PgClone.Testing;

namespace PgClone.Databases;

/// <summary>A server whose keeper can say no: with a database, its owner, and a dump of it with one row.</summary>
public sealed class GuardedServer : IAsyncLifetime
{
    public const string Owner = "keeper";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pgclone-guard-");
    private readonly LocalServer _local = new(new LocalServerOptions
    {
        DataRoot = Path.Combine(Path.GetTempPath(), "pgclone-guard-" + Guid.NewGuid().ToString("N")[..8]),
        BinDirectory = TestServer.BinDirectory,
        TemplateRoot = TestServer.TemplateRoot,
    });

    private PostgresServer _server = null!;

    public string Dumps => _folder.FullName;

    public async ValueTask InitializeAsync()
    {
        await TestServer.GetAsync();
        _server = await _local.EnsureStartedAsync();
        await ExecuteAsync("postgres", $"CREATE ROLE {Owner} LOGIN CREATEDB PASSWORD 'k'; CREATE DATABASE shop OWNER {Owner}");
        await ExecuteAsync("shop", $"CREATE TABLE item (id int); ALTER TABLE item OWNER TO {Owner}; INSERT INTO item VALUES (1)");
        await CreateCloner(asOwner: true).DumpAsync(new DumpOptions { Database = "shop" });
    }

    public async ValueTask DisposeAsync()
    {
        var data = (await _local.StatusAsync()).DataDirectory!;
        await _local.StopAsync();
        Directory.Delete(data, recursive: true);
        _folder.Delete(recursive: true);
    }

    public PgCloner CreateCloner(bool asOwner) => new(
        new PgCloneSettings { BaseDirectory = Dumps, Storage = "dumps", PostgresDirectory = TestServer.BinDirectory, Connection = ConnectionOf(asOwner) });

    public string ConnectionOf(bool asOwner) => _server.GetConnectionString("postgres") + (asOwner ? $";Username={Owner};Password=k" : "");

    /// <summary>Runs statements one by one, as some of them run in no transaction.</summary>
    public async Task ExecuteAsync(string database, string statements)
    {
        await using var connection = await _server.OpenAsync(database);
        foreach (var statement in statements.Split(';')) await connection.ExecuteAsync(statement, CancellationToken.None);
        if (statements.Contains("ALTER SYSTEM", StringComparison.Ordinal)) await ReloadAsync();
    }

    public async Task<object> ScalarAsync(string database, string sql)
    {
        await using var connection = await _server.OpenAsync(database);
        return (await connection.QueryAsync(sql, [], row => row.GetValue(0), CancellationToken.None)).Single();
    }

    /// <summary>Has the server read its files again, and waits until new sessions see them.</summary>
    private async Task ReloadAsync()
    {
        var before = await ScalarAsync("postgres", "SELECT pg_conf_load_time()::text FROM pg_reload_conf()");
        while (before.Equals(await ScalarAsync("postgres", "SELECT pg_conf_load_time()::text"))) await Task.Delay(10);
    }
}
