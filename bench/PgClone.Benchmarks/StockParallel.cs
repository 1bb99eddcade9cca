namespace PgClone.Benchmarks;

/// <summary><c>pg_restore -jN dump</c>: needs the dump as a file.</summary>
internal sealed class StockParallel(StockRestore stock, BenchmarkDump dump, int jobs) : IContender
{
    public string Name => $"pg_restore -j{jobs}";

    public Task RunAsync(string database, CancellationToken cancellationToken) =>
        stock.RunAsync(database, [$"--jobs={jobs}", dump.Path], _ => Task.CompletedTask, cancellationToken);
}
