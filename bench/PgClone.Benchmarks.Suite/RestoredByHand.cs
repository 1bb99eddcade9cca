using System.Diagnostics;
using Npgsql;
using Testcontainers.PostgreSql;

namespace PgClone.Benchmarks.Suite;

/// <summary>One container as Testcontainers makes it, and for each class a database that pg_restore fills over the network.</summary>
internal sealed class RestoredByHand : IDatabaseSource
{
    private readonly PostgreSqlContainer _container = new PostgreSqlBuilder(SuiteDatabases.Read("IMAGE")).Build();
    private int _count;

    public Task StartAsync() => _container.StartAsync(TestContext.Current.CancellationToken);

    public async Task<IOwnDatabase> CreateAsync()
    {
        var connection = new NpgsqlConnectionStringBuilder(_container.GetConnectionString());
        var name = $"test_{Interlocked.Increment(ref _count)}";
        await using (var source = NpgsqlDataSource.Create(connection.ConnectionString))
        await using (var command = source.CreateCommand($"CREATE DATABASE {name}")) await command.ExecuteNonQueryAsync();

        var start = new ProcessStartInfo(
            SuiteDatabases.Read("PG_RESTORE"),
            ["-j2", "--no-owner", "--no-privileges", "-h", connection.Host!, "-p", $"{connection.Port}", "-U", connection.Username!, "-d", name, SuiteDatabases.Read("DUMP")]);
        start.Environment["PGPASSWORD"] = connection.Password;
        using var restore = Process.Start(start)!;
        await restore.WaitForExitAsync(TestContext.Current.CancellationToken);
        return restore.ExitCode == 0 ? new Restored(connection, name) : throw new InvalidOperationException($"pg_restore ended with exit code {restore.ExitCode}.");
    }

    public ValueTask DisposeAsync() => _container.DisposeAsync();

    private sealed class Restored(NpgsqlConnectionStringBuilder connection, string name) : IOwnDatabase
    {
        public NpgsqlDataSource DataSource { get; } = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connection.ConnectionString) { Database = name }.ConnectionString);

        // The container takes the database along.
        public ValueTask DisposeAsync() => DataSource.DisposeAsync();
    }
}
