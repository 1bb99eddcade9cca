using PgClone.Benchmarks.Reporting;
using PgClone.Benchmarks.Results;

namespace PgClone.Benchmarks;

/// <summary>The whole report: each data set on each server, then the memory. It is written anew after each part, so that an end halfway loses no more than one.</summary>
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
            foreach (var (name, measureAsync) in Parts(new DumpShelf(_folder)))
            {
                results = await TryAsync(name, results, measureAsync, cancellationToken);
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

    private IEnumerable<(string Name, Func<BenchmarkResults, CancellationToken, Task<BenchmarkResults>> MeasureAsync)> Parts(DumpShelf shelf)
    {
        foreach (var set in options.DataSets)
        {
            foreach (var kind in options.Servers)
            {
                yield return ($"{set.Name}, {kind.Name}", async (results, cancellationToken) =>
                {
                    var dump = await shelf.GetAsync(set, options.Scale, cancellationToken);
                    await using var server = await BenchmarkServer.StartAsync(_folder, kind, cancellationToken);
                    return results.With(await new Comparison(server, dump, options).RunAsync(cancellationToken));
                });
            }
        }

        if (!options.DataSets.Contains(DataSet.Mixed)) yield break;

        yield return ("memory", async (results, cancellationToken) =>
        {
            await using var server = await BenchmarkServer.StartAsync(_folder, options.Servers[0], cancellationToken);
            return results with { Memory = await new MemoryTest(server, shelf, options).RunAsync(cancellationToken) };
        });
    }

    private static async Task<BenchmarkResults> TryAsync(
        string name,
        BenchmarkResults results,
        Func<BenchmarkResults, CancellationToken, Task<BenchmarkResults>> measureAsync,
        CancellationToken cancellationToken)
    {
        try
        {
            return await measureAsync(results, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Console.Error.WriteLine($"{name}: {e}");
            return results with { Failures = [.. results.Failures, new Failure(name, e.Message)] };
        }
    }
}
