using PgClone.Benchmarks.Results;

namespace PgClone.Benchmarks;

/// <summary>Has all contenders restore one dump into one server.</summary>
internal sealed class Comparison(BenchmarkServer server, BenchmarkDump dump, BenchmarkOptions options)
{
    private const string Database = "bench";
    private const int EntriesToShow = 10;

    private readonly PgCloneRestore _pgClone = new(server, dump, options.Jobs);

    public async Task<ComparisonResult> RunAsync(CancellationToken cancellationToken)
    {
        var stock = new StockRestore(server, await Programs.FindServerAsync(cancellationToken));
        var parallel = new StockParallel(stock, dump, options.Jobs);
        IContender[] contenders = [_pgClone, new StockPipe(stock, dump), parallel, new StockAnalyzed(stock, parallel, options.Jobs)];
        var rounds = new Rounds(server, $"{dump.Set.Name}, {server.Name}", options.Runs);
        return await ToResultAsync(
            await rounds.RunAsync(contenders, Database, () => server.ExecuteAsync($"DROP DATABASE IF EXISTS {Database}", cancellationToken), cancellationToken),
            cancellationToken);
    }

    private async Task<ComparisonResult> ToResultAsync(IReadOnlyList<ContenderResult> contenders, CancellationToken cancellationToken) => new(
        dump.Set.Name,
        server.Name,
        DateOnly.FromDateTime(DateTime.UtcNow),
        Programs.PgCloneVersion,
        dump.Scale,
        dump.DatabaseBytes,
        dump.Bytes,
        await server.ReadSettingsAsync(cancellationToken),
        contenders,
        _pgClone.Details.Max(details => details.PeakMemory),
        [.. Medians(details => details.Stages)],
        [.. Medians(details => details.Entries).OrderByDescending(entry => entry.Seconds).Take(EntriesToShow)]);

    private IEnumerable<TimedPart> Medians(Func<RestoreDetails, IEnumerable<TimedPart>> parts) => _pgClone.Details
        .SelectMany(parts)
        .GroupBy(part => part.Name, (name, times) => new TimedPart(name, times.Select(time => time.Seconds).Median()));
}
