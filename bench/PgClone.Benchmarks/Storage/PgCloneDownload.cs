using System.Globalization;

namespace PgClone.Benchmarks.Storage;

/// <summary><c>pgclone restore</c>, out of the bucket.</summary>
internal sealed class PgCloneDownload(BenchmarkServer server, Bucket bucket, string key, int jobs) : IContender
{
    private readonly List<ToolAnswer> _answers = [];

    public string Name => "PgClone";

    /// <summary>What was told of each restore.</summary>
    public IReadOnlyList<ToolAnswer> Answers => _answers;

    // A copy of a template would be no restore, and the dump is of this very server.
    public async Task RunAsync(string database, CancellationToken cancellationToken) => _answers.Add(await ToolProcess.RunAsync(
        ["restore", key, "--storage", bucket.Location, "--database", database, "--jobs", jobs.ToString(CultureInfo.InvariantCulture), "--templates", "off"],
        Bucket.EnvironmentFor(server),
        cancellationToken));
}
