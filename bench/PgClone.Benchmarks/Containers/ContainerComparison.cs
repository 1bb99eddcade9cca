using PgClone.Benchmarks.Results;

namespace PgClone.Benchmarks.Containers;

/// <summary>Runs one suite of test classes, each with a database of its own, by <c>dotnet test</c>: on servers in containers and on the embedded one.</summary>
internal sealed class ContainerComparison(BenchmarkDump dump, BenchmarkOptions options, string folder)
{
    public async Task<ContainerResult> RunAsync(CancellationToken cancellationToken)
    {
        var suite = new SuiteRun(dump, options.Image, folder, await Programs.FindServerAsync(cancellationToken));
        SuiteContender[] contenders =
        [
            new("PgClone, a new container", "container", StartsAnew: true),
            new("PgClone, a container that is reused", "reused container", StartsAnew: false),
            new("Testcontainers, pg_restore -j2 per class", "by hand", StartsAnew: true),
            new("PgClone, embedded server, first run", "embedded", StartsAnew: true),
            new("PgClone, embedded server, later runs", "embedded", StartsAnew: false),
        ];
        var times = contenders.ToDictionary(contender => contender, _ => (First: new List<Measurement>(), All: new List<Measurement>()));
        try
        {
            // What lasts from run to run is made.
            foreach (var contender in contenders.Where(contender => !contender.StartsAnew)) await suite.RunAsync(contender, cancellationToken);
            for (var round = 0; round < options.Runs; round++)
            {
                foreach (var contender in Turns.Of(contenders, round))
                {
                    var (first, all) = await suite.RunAsync(contender, cancellationToken);
                    times[contender].First.Add(new Measurement(first.TotalSeconds, 0, 0));
                    times[contender].All.Add(new Measurement(all.TotalSeconds, 0, 0));
                    Console.WriteLine($"containers, {round + 1}/{options.Runs}: {contender.Name}: first test after {first.TotalSeconds:N2} s, all after {all.TotalSeconds:N2} s");
                }
            }
        }
        finally
        {
            await suite.CleanAsync();
        }

        return new ContainerResult(
            DateOnly.FromDateTime(DateTime.UtcNow), Programs.PgCloneVersion, dump.DatabaseBytes, dump.Bytes,
            [.. contenders.Select(contender => new ContenderResult(contender.Name, times[contender].First))],
            [.. contenders.Select(contender => new ContenderResult(contender.Name, times[contender].All))]);
    }
}
