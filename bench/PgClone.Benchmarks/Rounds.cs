using System.Diagnostics;
using PgClone.Benchmarks.Results;

namespace PgClone.Benchmarks;

/// <summary>Has contenders do the same again and again, in turns, so that a machine's moods hit all alike.</summary>
/// <param name="server">The server that they work on.</param>
/// <param name="title">What they do, for those who watch.</param>
/// <param name="count">How many rounds there are.</param>
internal sealed class Rounds(BenchmarkServer server, string title, int count)
{
    /// <param name="contenders">Who takes part.</param>
    /// <param name="database">The database that they restore or dump.</param>
    /// <param name="prepareAsync">What is done before each, and not measured.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<IReadOnlyList<ContenderResult>> RunAsync(
        IReadOnlyList<IContender> contenders, string database, Func<Task> prepareAsync, CancellationToken cancellationToken)
    {
        var rounds = contenders.ToDictionary(contender => contender, _ => new List<Measurement>());
        for (var round = 0; round < count; round++)
        {
            foreach (var contender in Turns.Of(contenders, round))
            {
                await prepareAsync();
                await server.ExecuteAsync("CHECKPOINT", cancellationToken);
                var measurement = await MeasureAsync(() => contender.RunAsync(database, cancellationToken));
                rounds[contender].Add(measurement);
                Console.WriteLine(
                    $"{title}, {round + 1}/{count}: {contender.Name} {measurement.Seconds:N2} s, the server's processor {measurement.ServerProcessorSeconds:N2} s");
            }
        }

        return [.. contenders.Select(contender => new ContenderResult(contender.Name, rounds[contender]))];
    }

    private async Task<Measurement> MeasureAsync(Func<Task> run)
    {
        var (processor, serverProcessor) = (ProcessorTime.OfEndedChildren(), ProcessorTime.OfServer(server.ProcessId));
        var clock = Stopwatch.StartNew();
        await run();
        var seconds = clock.Elapsed.TotalSeconds;
        return new Measurement(
            seconds, ProcessorTime.OfEndedChildren() - processor, ProcessorTime.OfServer(server.ProcessId) - serverProcessor);
    }
}
