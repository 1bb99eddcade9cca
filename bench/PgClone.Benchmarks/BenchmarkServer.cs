using Npgsql;
using PgClone.Servers;

namespace PgClone.Benchmarks;

/// <summary>A server of the benchmark's own, gone when it is disposed.</summary>
internal sealed class BenchmarkServer : IAsyncDisposable
{
    private readonly string _directory;
    private readonly LocalServer _local;

    private BenchmarkServer(string directory, LocalServer local, PostgresServer server)
    {
        _directory = directory;
        _local = local;
        Server = server;
    }

    public PostgresServer Server { get; }

    public string Folder(string name) => Path.Combine(_directory, name);

    public static async Task<BenchmarkServer> StartAsync()
    {
        var directory = Path.Combine(Path.GetTempPath(), "pgclone-bench-" + Guid.NewGuid().ToString("N"));
        var local = new LocalServer(new LocalServerOptions { DataRoot = directory });
        return new BenchmarkServer(directory, local, await local.EnsureStartedAsync());
    }

    public async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = await Server.OpenAsync(database);
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _local.StopAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
