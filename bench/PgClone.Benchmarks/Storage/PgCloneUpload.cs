namespace PgClone.Benchmarks.Storage;

/// <summary>PgClone, which dumps into the bucket.</summary>
internal sealed class PgCloneUpload(BenchmarkServer server, Bucket bucket) : IContender
{
    private readonly List<DumpDetails> _details = [];

    public string Name => "PgClone";

    /// <summary>What each dump said of itself.</summary>
    public IReadOnlyList<DumpDetails> Details => _details;

    public async Task RunAsync(string database, CancellationToken cancellationToken)
    {
        var request = new DumpRequest(server.Postgres.GetConnectionString(database), bucket.Location, database);
        _details.Add(await FreshProcess.RunAsync<DumpRequest, DumpDetails>(DumpProcess.Verb, request, Bucket.Environment, cancellationToken));
    }
}
