namespace PgClone.Benchmarks;

/// <summary><c>cat dump | pg_restore</c>: what can be done with a stream. The benchmark is the cat.</summary>
internal sealed class StockPipe(StockRestore stock, BenchmarkDump dump) : IContender
{
    public string Name => "cat dump | pg_restore";

    public Task RunAsync(string database, CancellationToken cancellationToken) => stock.RunAsync(database, [], async input =>
    {
        await using var file = File.OpenRead(dump.Path);
        await file.CopyToAsync(input, cancellationToken);
    }, cancellationToken);
}
