using Npgsql;

namespace PgClone.Benchmarks.Clones;

/// <summary><c>CREATE DATABASE ... TEMPLATE</c>, as anybody can write it.</summary>
internal sealed class StockCopy(BenchmarkServer server, string template) : IContender
{
    /// <summary>What the others are measured by.</summary>
    public const string Measure = "CREATE DATABASE ... TEMPLATE";

    public string Name => Measure;

    public async Task RunAsync(string database, CancellationToken cancellationToken)
    {
        await server.ExecuteAsync($"CREATE DATABASE {database} TEMPLATE {template}", cancellationToken);
        await using var source = NpgsqlDataSource.Create(server.Postgres.GetConnectionString(database));
        await TestClass.UseAsync(source, cancellationToken);
    }
}
