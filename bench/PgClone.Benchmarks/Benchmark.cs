using PgClone.Benchmarks.Clones;
using PgClone.Benchmarks.Containers;
using PgClone.Benchmarks.Downtime;
using PgClone.Benchmarks.Images;
using PgClone.Benchmarks.Reporting;
using PgClone.Benchmarks.Results;
using PgClone.Benchmarks.Storage;

namespace PgClone.Benchmarks;

/// <summary>
/// A section of the report: each data set on each server, or S3 over each network, and the memory; or the downtime on each server; or databases for test classes; or a suite of them with containers; or machines without a server. It is written anew after each part, so that an end halfway loses no more
/// than one.
/// </summary>
internal sealed class Benchmark(BenchmarkOptions options)
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "pgclone-bench-" + Guid.NewGuid().ToString("N"));
    private readonly ResultsFile _file = new(options.Output, options.Section.Figures);
    private readonly ReportFiles _report = new(options.Output, options.Section);

    /// <returns>False where a part failed; the others are in the report.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_folder);
        try
        {
            var results = await _file.ReadAsync(await Machine.DescribeAsync(cancellationToken), cancellationToken);
            foreach (var part in ChooseParts())
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

    private IEnumerable<ReportPart> ChooseParts()
    {
        var (section, shelf) = (options.Section, new DumpShelf(_folder));
        return section == ReportSection.Clones ? options.TestSets.Select(set => CompareClones(set, shelf))
            : section == ReportSection.Images ? options.TestSets.Select(set => CompareImages(set, shelf))
            : section == ReportSection.Storage ? StorageParts()
            : section == ReportSection.Downtime ? options.Servers.Select(MeasureDowntime)
            : section == ReportSection.Containers ? [CompareContainers(shelf)]
            : Parts(shelf);
    }

    private IEnumerable<ReportPart> Parts(DumpShelf shelf)
    {
        foreach (var set in options.DataSets)
        {
            foreach (var kind in options.Servers) yield return Compare(set, kind, shelf);
        }

        if (options.DataSets.Contains(DataSet.Mixed)) yield return MeasureMemory(shelf);
    }

    private IEnumerable<ReportPart> StorageParts() => [.. NetworkKind.All.Select(CompareStorage), MeasureStorageMemory()];

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

    private ReportPart MeasureDowntime(ServerKind kind) => new($"downtime, {kind.Name}", async (results, cancellationToken) =>
    {
        await using var server = await BenchmarkServer.StartAsync(_folder, kind, cancellationToken);
        return results.With(await new DowntimeTest(server, options).RunAsync(cancellationToken));
    });

    private ReportPart CompareClones(CloneSet set, DumpShelf shelf) => new($"clones, {set.Name}", async (results, cancellationToken) =>
    {
        var dump = await shelf.GetAsync(set.Set, set.ScaleAt(options.Scale), cancellationToken);
        await using var server = await BenchmarkServer.StartAsync(_folder, options.Servers[0], cancellationToken);
        return results.With(await new CloneComparison(server, dump, set, options).RunAsync(cancellationToken));
    });

    private ReportPart CompareImages(CloneSet set, DumpShelf shelf) => new($"cold agents, {set.Name}", async (results, cancellationToken) =>
    {
        var dump = await shelf.GetAsync(set.Set, set.ScaleAt(options.Scale), cancellationToken);
        return results.With(await new ImageComparison(set.Name, dump, options, _folder).RunAsync(cancellationToken));
    });

    private ReportPart CompareContainers(DumpShelf shelf) => new("containers", async (results, cancellationToken) =>
    {
        var dump = await shelf.GetAsync(CloneSet.Medium.Set, CloneSet.Medium.Scale, cancellationToken);
        return results with { Containers = await new ContainerComparison(dump, options, _folder).RunAsync(cancellationToken) };
    });

    private ReportPart CompareStorage(NetworkKind network) => new($"S3, {network.Name}", async (results, cancellationToken) =>
    {
        await using var server = await BenchmarkServer.StartAsync(_folder, options.Servers[0], cancellationToken);
        var source = await StorageSource.CreateAsync(server, options.Scale, _folder, cancellationToken);
        return results.With(await new StorageComparison(server, network, options).RunAsync(source, cancellationToken));
    });

    private ReportPart MeasureStorageMemory() => new("S3, memory", async (results, cancellationToken) =>
    {
        await using var server = await BenchmarkServer.StartAsync(_folder, options.Servers[0], cancellationToken);
        await using var bucket = await Bucket.StartAsync(NetworkKind.Direct, cancellationToken);
        var memory = new List<StorageMemoryResult>();
        foreach (var scale in new[] { options.Scale, 4 * options.Scale })
        {
            var source = await StorageSource.CreateAsync(server, scale, _folder, cancellationToken);
            memory.Add(await new StorageMemoryTest(server, bucket, options).MeasureAsync(source, cancellationToken));
        }

        return results with { StorageMemory = memory };
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
