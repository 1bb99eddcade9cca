namespace PgClone.Benchmarks;

/// <summary><c>pg_restore -jN dump</c>, then <c>vacuumdb --analyze-only -jN</c>: what leaves the database as ready as PgClone does.</summary>
internal sealed class StockAnalyzed(StockRestore stock, StockParallel restore, int jobs) : IContender
{
    public string Name => $"{restore.Name}, vacuumdb -Z -j{jobs}";

    public async Task RunAsync(string database, CancellationToken cancellationToken)
    {
        await restore.RunAsync(database, cancellationToken);
        await stock.AnalyzeAsync(database, jobs, cancellationToken);
    }
}
