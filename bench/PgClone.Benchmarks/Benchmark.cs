using PgClone.Benchmarks.Reporting;
using PgClone.Benchmarks.Results;

namespace PgClone.Benchmarks;

/// <summary>
/// The whole report: each data set on each server, then the memory. It is written anew after each part, so that an end halfway loses no more
/// than one.
/// </summary>
internal sealed class Benchmark(BenchmarkOptions options)
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "pgclone-bench-" + Guid.NewGuid().ToString("N"));
    private readonly ResultsFile _file = new(options.Output);
    private readonly ReportFiles _report = new(options.Output);

    /// <returns>False where a part failed; the others are in the report.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_folder);
        try
        {
            var results = await _file.ReadAsync(await Machine.DescribeAsync(cancellationToken), cancellationToken);
            foreach (var part in Parts(new DumpShelf(_folder)))
            {
                results = await TryAsync(part, results, cancellationToken);
                await _file.WriteAsync(results, cancellationToken);
                await _report.WriteAsync(results, cancellationToken);
            }

            Console.WriteLine($"The report is in {Path.GetFullPath(options.Output)}.");
            return results.Failures.Count == 0;
        }
        finally
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private IEnumerable<ReportPart> Parts(DumpShelf shelf)
    {
        foreach (var set in options.DataSets)
        {
            foreach (var kind in options.Servers) yield return Compare(set, kind, shelf);
        }

        if (options.DataSets.Contains(DataSet.Mixed)) yield return MeasureMemory(shelf);
    }

    private ReportPart Compare(DataSet set, ServerKind kind, DumpShelf shelf) => new($"{set.Name}, {kind.Name}", async (results, cancellationToken) =>
    {
        var dump = await shelf.GetAsync(set, options.Scale, cancellationToken);
        await using var server = await BenchmarkServer.StartAsync(_folder, kind, cancellationToken);
        return results.With(await new Comparison(server, dump, options).RunAsync(cancellationToken));
    });

    private ReportPart MeasureMemory(DumpShelf shelf) => new("memory", async (results, cancellationToken) =>
    {
        await using var server = await BenchmarkServer.StartAsync(_folder, options.Servers[0], cancellationToken);
        return results with { Memory = await new MemoryTest(server, shelf, options).RunAsync(cancellationToken) };
    });

    private static async Task<BenchmarkResults> TryAsync(ReportPart part, BenchmarkResults results, CancellationToken cancellationToken)
    {
        try
        {
            return await part.MeasureAsync(results, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Console.Error.WriteLine($"{part.Name}: {e}");
            return results with { Failures = [.. results.Failures, new Failure(part.Name, e.Message)] };
        }
    }
}
