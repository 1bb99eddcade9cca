using PgClone.Benchmarks.Results;

namespace PgClone.Benchmarks;

/// <summary>Restores a dump, and one four times as large, to see whether the process needs more memory for it.</summary>
internal sealed class MemoryTest(BenchmarkServer server, DumpShelf shelf, BenchmarkOptions options)
{
    public async Task<IReadOnlyList<MemoryResult>> RunAsync(CancellationToken cancellationToken) =>
        [await MeasureAsync(options.Scale / 4, cancellationToken), await MeasureAsync(options.Scale, cancellationToken)];

    private async Task<MemoryResult> MeasureAsync(double scale, CancellationToken cancellationToken)
    {
        var dump = await shelf.GetAsync(DataSet.Mixed, scale, cancellationToken);
        var restore = new PgCloneRestore(server, dump, options.Jobs);
        await restore.RunAsync("memory", cancellationToken);
        await server.ExecuteAsync("DROP DATABASE memory", cancellationToken);

        var peak = restore.Details.Single().PeakMemory;
        Console.WriteLine($"memory, a dump of {dump.Bytes / 1e6:N0} MB: {peak / 1e6:N0} MB");
        return new MemoryResult(dump.Set.Name, scale, dump.Bytes, peak);
    }
}
