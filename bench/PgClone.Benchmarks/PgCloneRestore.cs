using System.Diagnostics;
using PgClone.Benchmarks.Results;

namespace PgClone.Benchmarks;

/// <summary>PgClone, in a fresh process like the others: loading and compiling it count.</summary>
internal sealed class PgCloneRestore(BenchmarkServer server, BenchmarkDump dump, int jobs) : IContender
{
    private readonly List<RestoreDetails> _details = [];

    public string Name => "PgClone";

    /// <summary>What each restore said of itself.</summary>
    public IReadOnlyList<RestoreDetails> Details => _details;

    public async Task RunAsync(string database, CancellationToken cancellationToken)
    {
        var request = new RestoreRequest(server.Postgres.GetConnectionString("postgres"), dump.Store, dump.Key, database, jobs);

        var clock = Stopwatch.StartNew();
        var details = await FreshProcess.RunAsync<RestoreRequest, RestoreDetails>(RestoreProcess.Verb, request, cancellationToken);
        var elapsed = clock.Elapsed.TotalSeconds;

        var rest = new TimedPart("Start and end of the process", elapsed - details.Stages.Sum(stage => stage.Seconds));
        _details.Add(details with { Stages = [.. details.Stages, rest] });
    }
}
