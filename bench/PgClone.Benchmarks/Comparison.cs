using System.Diagnostics;
using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Servers;

namespace PgClone.Benchmarks;

/// <summary>Restores one dump again and again, by PgClone and by pg_restore in turns, so that a machine's moods hit all alike.</summary>
internal sealed class Comparison(BenchmarkServer server, BenchmarkOptions options)
{
    private const string Source = "bench";
    private const string Target = "bench_pgclone";

    private readonly List<ResourceUse> _uses = [];
    private readonly List<StageTime> _stages = [];

    private readonly PgCloner _cloner = new(new PgCloneSettings
    {
        BaseDirectory = server.Folder("."),
        Storage = server.Folder("store"),
        Connection = server.Server.GetConnectionString("postgres"),
    });

    public async Task RunAsync()
    {
        Console.Error.WriteLine($"Filling '{options.DataSet}' at scale {options.Scale}");
        await server.ExecuteAsync("postgres", $"CREATE DATABASE {Source}");
        await DataSet.FillAsync(server, Source, options);

        var dump = await _cloner.DumpAsync(new DumpOptions { Database = Source });
        Console.Error.WriteLine($"Dumped {dump.Bytes / 1e6:N0} MB in {dump.Elapsed.TotalSeconds:N1} s");
        await server.ExecuteAsync("postgres", $"DROP DATABASE {Source}");

        var stock = new PgRestore(
            server, await PostgresBinaries.FindPgDumpAsync(server.Server.Version), Path.Combine(server.Folder("store"), dump.Key.Value), options.Jobs);
        Contender[] contenders =
        [
            new("PgClone", async () => _uses.Add(await ResourceUse.MeasureAsync(() => RestoreAsync(dump)))),
            new("cat dump | pg_restore", stock.FromPipeAsync),
            new($"pg_restore -j{options.Jobs}", stock.ParallelAsync),
        ];

        for (var run = 1; run <= options.Runs; run++)
        {
            foreach (var contender in contenders)
            {
                await stock.DropAsync();
                await server.ExecuteAsync("postgres", $"DROP DATABASE IF EXISTS {Target}");
                await server.ExecuteAsync("postgres", "CHECKPOINT");

                var clock = Stopwatch.StartNew();
                await contender.RestoreAsync();
                contender.Seconds.Add(clock.Elapsed.TotalSeconds);
                Console.Error.WriteLine($"{run}/{options.Runs} {contender.Name}: {clock.Elapsed.TotalSeconds:N2} s");
            }
        }

        Report(dump, contenders);
    }

    private async Task RestoreAsync(DumpResult dump)
    {
        var result = await _cloner.RestoreAsync(new RestoreOptions { Source = dump.Key.Value, Database = Target, Jobs = options.Jobs });
        _stages.AddRange(result.Stages);
    }

    private void Report(DumpResult dump, Contender[] contenders)
    {
        Console.WriteLine($"`{options.DataSet}` at scale {options.Scale}: dump of {dump.Bytes / 1e6:N0} MB, PostgreSQL {server.Server.Version}, {options.Runs} runs each");
        Console.WriteLine();
        Console.WriteLine("| restore | median s | fastest - slowest | takes, against PgClone |");
        Console.WriteLine("|---|---|---|---|");
        foreach (var contender in contenders)
        {
            // Against the run of the same round: what else the machine did then, it did to both.
            var ratio = contender.Seconds.Zip(contenders[0].Seconds, (theirs, ours) => theirs / ours).Median();
            Console.WriteLine($"| {contender.Name.Replace("|", "\\|", StringComparison.Ordinal)} | {contender.Seconds.Median():N2} | {contender.Seconds.Min():N2} - {contender.Seconds.Max():N2} | {ratio:N2} x |");
        }

        var stages = _stages.GroupBy(time => time.Stage, (stage, times) => $"{stage} {times.Select(time => time.Elapsed.TotalSeconds).Median():N2} s");
        Console.WriteLine();
        Console.WriteLine($"PgClone's stages: {string.Join(", ", stages)}.");
        Console.WriteLine($"PgClone's process: {_uses.Select(use => use.Processor.TotalSeconds).Median():N2} s of processor time, {_uses.Max(use => use.PeakMemory) / 1e6:N0} MB of memory at its peak.");
    }
}
