using System.Diagnostics;
using Npgsql;
using PgClone.Benchmarks.Results;
using PgClone.Testing;

namespace PgClone.Benchmarks.Downtime;

/// <summary>
/// Replaces a database again and again, each time by a process of its own, under clients that work without a pause and connect again at once. They measure.
/// </summary>
internal sealed class DowntimeTest(BenchmarkServer server, BenchmarkOptions options)
{
    private const string Target = "target";
    private const string Query = "SELECT which FROM origin";
    private const int Clients = 20;
    private const double SwapsInARun = 20;

    public async Task<DowntimeResult> RunAsync(CancellationToken cancellationToken)
    {
        foreach (var database in new[] { "a", "b", Target }) await CreateAsync(database, cancellationToken);
        var connects = await ConnectAsync(cancellationToken);

        var swaps = new List<TimeSpan>();
        await using var clients = BusyClients.Start(server.Postgres, Target, Query, Clients);
        await clients.WaitForAsync(Target, cancellationToken);
        for (var swap = 0; swap < options.Runs * SwapsInARun * options.Scale; swap++)
        {
            var source = swap % 2 == 0 ? "a" : "b";
            var changeover = clients.Watch(source);
            var request = new RestoreRequest(server.Postgres.GetConnectionString("postgres"), Path.GetTempPath(), ":" + source, Target, 1);
            await FreshProcess.RunAsync<RestoreRequest, RestoreDetails>(RestoreProcess.Verb, request, cancellationToken);
            await clients.WaitForAsync(source, cancellationToken);
            swaps.Add(changeover.Elapsed!.Value);
        }

        var result = new DowntimeResult(
            server.Name, DateOnly.FromDateTime(DateTime.UtcNow), Programs.PgCloneVersion, Clients, Distribution.Of(swaps), Distribution.Of(clients.Outages), Distribution.Of(connects));
        Console.WriteLine($"downtime, {server.Name}: {result.Swaps.Count} swaps, median {result.Swaps.Median:0} ms, longest {result.Swaps.Longest:0} ms; a client: median {result.Outages.Median:0} ms, "
            + $"longest {result.Outages.Longest:0} ms; connecting alone: median {result.Connects.Median:0} ms");
        return result;
    }

    private async Task CreateAsync(string database, CancellationToken cancellationToken)
    {
        await server.ExecuteAsync($"CREATE DATABASE {database}", cancellationToken);
        await using var connection = await server.Postgres.OpenAsync(database, cancellationToken);
        await using var command = new NpgsqlCommand($"CREATE TABLE origin AS SELECT '{database}' AS which", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<List<TimeSpan>> ConnectAsync(CancellationToken cancellationToken)
    {
        var times = new List<TimeSpan>();
        for (var round = 0; round < SwapsInARun * options.Scale; round++) times.AddRange(await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(ConnectOnceAsync, cancellationToken))));
        return times;

        async Task<TimeSpan> ConnectOnceAsync()
        {
            var start = Stopwatch.GetTimestamp();
            await using var connection = await server.Postgres.OpenAsync(Target, cancellationToken);
            await using var command = new NpgsqlCommand(Query, connection);
            await command.ExecuteScalarAsync(cancellationToken);
            return Stopwatch.GetElapsedTime(start);
        }
    }
}
