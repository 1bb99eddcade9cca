using System.Diagnostics;
using System.Reflection;
using PgClone.Benchmarks.Results;

namespace PgClone.Benchmarks;

/// <summary>Restores one dump into one server again and again, by all contenders in turns, so that a machine's moods hit all alike.</summary>
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
        var rounds = contenders.ToDictionary(contender => contender, _ => new List<Measurement>());

        for (var round = 0; round < options.Runs; round++)
        {
            // Each begins a round in its turn: none always comes after the same other one.
            for (var turn = 0; turn < contenders.Length; turn++)
            {
                var contender = contenders[(round + turn) % contenders.Length];
                var measurement = await MeasureAsync(contender, cancellationToken);
                rounds[contender].Add(measurement);
                Console.WriteLine(
                    $"{dump.Set.Name}, {server.Name}, {round + 1}/{options.Runs}: {contender.Name} {measurement.Seconds:N2} s, "
                    + $"the server's processor {measurement.ServerProcessorSeconds:N2} s");
            }
        }

        return await ToResultAsync(contenders.Select(contender => new ContenderResult(contender.Name, rounds[contender])), cancellationToken);
    }

    private async Task<Measurement> MeasureAsync(IContender contender, CancellationToken cancellationToken)
    {
        await server.ExecuteAsync($"DROP DATABASE IF EXISTS {Database}", cancellationToken);
        await server.ExecuteAsync("CHECKPOINT", cancellationToken);

        var (processor, serverProcessor) = (ProcessorTime.OfEndedChildren(), ProcessorTime.OfServer(server.ProcessId));
        var clock = Stopwatch.StartNew();
        await contender.RestoreAsync(Database, cancellationToken);
        var seconds = clock.Elapsed.TotalSeconds;
        return new Measurement(
            seconds, ProcessorTime.OfEndedChildren() - processor, ProcessorTime.OfServer(server.ProcessId) - serverProcessor);
    }

    private async Task<ComparisonResult> ToResultAsync(IEnumerable<ContenderResult> contenders, CancellationToken cancellationToken) => new(
        dump.Set.Name,
        server.Name,
        DateOnly.FromDateTime(DateTime.UtcNow),
        typeof(PgCloner).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
        dump.Scale,
        dump.DatabaseBytes,
        dump.Bytes,
        await server.ReadSettingsAsync(cancellationToken),
        [.. contenders],
        _pgClone.Details.Max(details => details.PeakMemory),
        [.. Medians(details => details.Stages)],
        [.. Medians(details => details.Entries).OrderByDescending(entry => entry.Seconds).Take(EntriesToShow)]);

    private IEnumerable<TimedPart> Medians(Func<RestoreDetails, IEnumerable<TimedPart>> parts) => _pgClone.Details
        .SelectMany(parts)
        .GroupBy(part => part.Name, (name, times) => new TimedPart(name, times.Select(time => time.Seconds).Median()));
}
