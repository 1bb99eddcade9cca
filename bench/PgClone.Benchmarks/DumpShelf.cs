using System.Diagnostics;
using PgClone.Configuration;

namespace PgClone.Benchmarks;

/// <summary>The dumps to restore, each made when it is first asked for, on a server that is gone afterwards.</summary>
internal sealed class DumpShelf(string folder)
{
    private readonly Dictionary<(DataSet Set, double Scale), BenchmarkDump> _dumps = [];

    public async Task<BenchmarkDump> GetAsync(DataSet set, double scale, CancellationToken cancellationToken)
    {
        if (!_dumps.TryGetValue((set, scale), out var dump)) _dumps.Add((set, scale), dump = await MakeAsync(set, scale, cancellationToken));
        return dump;
    }

    private async Task<BenchmarkDump> MakeAsync(DataSet set, double scale, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        await using var server = await BenchmarkServer.StartAsync(folder, ServerKind.Embedded with { Name = "filling" }, cancellationToken);
        // The database's name becomes the dump's.
        var database = $"{set.Name}_{scale * 1000:0}";
        await server.ExecuteAsync($"CREATE DATABASE {database} TEMPLATE template0", cancellationToken);
        await set.FillAsync(server.Postgres, database, scale, folder, cancellationToken);
        var size = await server.GetSizeAsync(database, cancellationToken);
        Console.WriteLine($"{set.Name} at scale {scale}: a database of {size / 1e6:N0} MB, made in {clock.Elapsed.TotalSeconds:N1} s");

        var store = Path.Combine(folder, "store");
        var settings = new PgCloneSettings
        {
            BaseDirectory = folder,
            Storage = store,
            Connection = server.Postgres.GetConnectionString(database),
            PostgresDirectory = Programs.Directory,
        };
        var dump = await new PgCloner(settings).DumpAsync(new DumpOptions { Database = database }, cancellationToken);
        Console.WriteLine($"{set.Name} at scale {scale}: a dump of {dump.Bytes / 1e6:N0} MB, made in {dump.Elapsed.TotalSeconds:N1} s");
        return new BenchmarkDump(set, scale, store, dump.Key.Value, dump.Bytes, size);
    }
}
