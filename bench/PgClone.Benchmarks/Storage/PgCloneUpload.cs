namespace PgClone.Benchmarks.Storage;

/// <summary><c>pgclone dump</c>, into the bucket.</summary>
internal sealed class PgCloneUpload(BenchmarkServer server, Bucket bucket) : IContender
{
    private readonly List<ToolAnswer> _answers = [];

    public string Name => "PgClone";

    /// <summary>What was told of each dump.</summary>
    public IReadOnlyList<ToolAnswer> Answers => _answers;

    public async Task RunAsync(string database, CancellationToken cancellationToken) =>
        _answers.Add(await ToolProcess.RunAsync(["dump", database, "--storage", bucket.Location], Bucket.EnvironmentFor(server), cancellationToken));
}
