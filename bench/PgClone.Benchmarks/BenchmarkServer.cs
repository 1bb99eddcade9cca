using Npgsql;
using PgClone.Servers;
using PgClone.Servers.Local;

namespace PgClone.Benchmarks;

/// <summary>A server of the benchmark's own, gone when it is disposed.</summary>
internal sealed class BenchmarkServer : IAsyncDisposable
{
    private readonly LocalServer _local;
    private readonly string _directory;

    private BenchmarkServer(string name, LocalServer local, string directory, PostgresServer postgres, int processId)
    {
        (Name, _local, _directory, Postgres, ProcessId) = (name, local, directory, postgres, processId);
    }

    public string Name { get; }

    public PostgresServer Postgres { get; }

    /// <summary>The process whose children the sessions are.</summary>
    public int ProcessId { get; }

    public static async Task<BenchmarkServer> StartAsync(string folder, ServerKind kind, CancellationToken cancellationToken)
    {
        var options = new LocalServerOptions
        {
            DataRoot = Path.Combine(folder, "servers"),
            Name = kind.Name,
            BinDirectory = Programs.Directory,
            Settings = kind.Settings,
        };
        var local = new LocalServer(options);
        var postgres = await local.EnsureStartedAsync(cancellationToken);
        var status = await local.StatusAsync(cancellationToken);
        return new BenchmarkServer(kind.Name, local, Path.Combine(options.DataRoot, kind.Name), postgres, status.ProcessId!.Value);
    }

    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = await Postgres.OpenMaintenanceAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<long> GetSizeAsync(string database, CancellationToken cancellationToken)
    {
        await using var connection = await Postgres.OpenMaintenanceAsync(cancellationToken);
        await using var command = new NpgsqlCommand("SELECT pg_database_size($1)", connection) { Parameters = { new() { Value = database } } };
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>The settings that bear on speed and that the server does not have from PostgreSQL's own defaults, or from what initdb found to work here.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ReadSettingsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await Postgres.OpenMaintenanceAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            """
            SELECT name, current_setting(name)
            FROM pg_settings
            WHERE source = 'configuration file' AND setting IS DISTINCT FROM boot_val
              AND category !~ '^(Reporting and Logging|Client Connection Defaults / Locale)' AND name !~ '^(port|listen_addresses|unix_socket_.*|dynamic_shared_memory_type)$'
            ORDER BY name
            """, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var settings = new Dictionary<string, string>();
        while (await reader.ReadAsync(cancellationToken)) settings.Add(reader.GetString(0), reader.GetString(1));
        return settings;
    }

    public async ValueTask DisposeAsync()
    {
        await _local.StopAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
