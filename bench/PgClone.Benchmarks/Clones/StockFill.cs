using Npgsql;

namespace PgClone.Benchmarks.Clones;

/// <summary><c>pg_restore -jN</c> and a connection.</summary>
internal sealed class StockFill(BenchmarkServer server, StockParallel restore) : IContender
{
    public string Name => restore.Name;

    public async Task RunAsync(string database, CancellationToken cancellationToken)
    {
        await restore.RunAsync(database, cancellationToken);
        await using var source = NpgsqlDataSource.Create(server.Postgres.GetConnectionString(database));
        await TestClass.UseAsync(source, cancellationToken);
    }
}
