using System.Diagnostics;
using System.Globalization;
using PgClone;
using PgClone.Benchmarks;
using PgClone.Configuration;
using PgClone.Servers;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var options = BenchmarkOptions.Parse(args);
await using var bench = await BenchmarkServer.StartAsync();

Console.Error.WriteLine($"Filling '{options.DataSet}' at scale {options.Scale}");
await bench.ExecuteAsync("postgres", "CREATE DATABASE bench");
await bench.ExecuteAsync("bench", ReadDataSet().Replace("{scale}", options.Scale.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));

var cloner = new PgCloner(new PgCloneSettings
{
    BaseDirectory = bench.Folder("."),
    Storage = bench.Folder("store"),
    Connection = bench.Server.GetConnectionString("postgres"),
});
var dump = await cloner.DumpAsync(new DumpOptions { Database = "bench" });
Console.Error.WriteLine($"Dumped {dump.Bytes / 1e6:N0} MB in {dump.Elapsed.TotalSeconds:N1} s");
await bench.ExecuteAsync("postgres", "DROP DATABASE bench");

var binaries = await PostgresBinaries.FindPgDumpAsync(bench.Server.Version);
var stock = new PgRestore(bench, binaries, Path.Combine(bench.Folder("store"), dump.Key.Value));
var uses = new List<ResourceUse>();
(string Name, Func<Task> Restore)[] contenders =
[
    ("PgClone", async () => uses.Add(await ResourceUse.MeasureAsync(RestoreAsync))),
    ("cat dump | pg_restore", stock.FromPipeAsync),
    ($"pg_restore -j{options.Jobs}", () => stock.ParallelAsync(options.Jobs)),
];

var times = contenders.Select(_ => new List<double>()).ToArray();
for (var run = 0; run < options.Runs; run++)
{
    for (var i = 0; i < contenders.Length; i++)
    {
        await stock.DropAsync();
        await bench.ExecuteAsync("postgres", "DROP DATABASE IF EXISTS bench_pgclone");
        await bench.ExecuteAsync("postgres", "CHECKPOINT");
        var clock = Stopwatch.StartNew();
        await contenders[i].Restore();
        times[i].Add(clock.Elapsed.TotalSeconds);
        Console.Error.WriteLine($"{run + 1}/{options.Runs} {contenders[i].Name}: {clock.Elapsed.TotalSeconds:N2} s");
    }
}

Console.WriteLine($"`{options.DataSet}` at scale {options.Scale}: {dump.Bytes / 1e6:N0} MB dump, PostgreSQL {bench.Server.Version}, {options.Runs} alternating runs");
Console.WriteLine();
Console.WriteLine("| restore | median s | fastest - slowest | PgClone is |");
Console.WriteLine("|---|---|---|---|");
for (var i = 0; i < contenders.Length; i++)
{
    var ratio = i == 0 ? "" : $"{Median(times[i]) / Median(times[0]):N2} x as fast";
    Console.WriteLine($"| {contenders[i].Name} | {Median(times[i]):N2} | {times[i].Min():N2} - {times[i].Max():N2} | {ratio} |");
}

Console.WriteLine();
Console.WriteLine($"PgClone's own process: {Median(uses.Select(use => use.Processor.TotalSeconds)):N2} s of processor time, {uses.Max(use => use.PeakMemory) / 1e6:N0} MB of memory at its peak.");

Task RestoreAsync() => cloner.RestoreAsync(new RestoreOptions { Source = dump.Key.Value, Database = "bench_pgclone", Jobs = options.Jobs });

string ReadDataSet()
{
    using var stream = typeof(BenchmarkOptions).Assembly.GetManifestResourceStream($"PgClone.Benchmarks.DataSets.{options.DataSet}.sql")
        ?? throw new ArgumentException($"There is no data set '{options.DataSet}'.");
    return new StreamReader(stream).ReadToEnd();
}

static double Median(IEnumerable<double> values)
{
    var sorted = values.Order().ToList();
    return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
}
