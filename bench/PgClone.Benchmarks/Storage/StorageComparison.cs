using System.Diagnostics;
using PgClone.Benchmarks.Results;

namespace PgClone.Benchmarks.Storage;

/// <summary>Dumps a database to S3 and restores it from there, by PgClone and by stock pipelines in turns.</summary>
internal sealed class StorageComparison(BenchmarkServer server, NetworkKind network, BenchmarkOptions options)
{
    private const string Target = "bench";

    public async Task<StorageResult> RunAsync(StorageSource source, CancellationToken cancellationToken)
    {
        await using var bucket = await Bucket.StartAsync(network, cancellationToken);
        var pipeline = new StockPipeline(server, await Programs.FindServerAsync(cancellationToken), bucket);
        var upload = new PgCloneUpload(server, bucket);
        var dumps = await new Rounds(server, $"dump, {network.Name}", options.Runs).RunAsync(
            [upload, new StockUpload(pipeline)], source.Database, () => Task.CompletedTask, cancellationToken);

        var download = new PgCloneDownload(server, bucket, upload.Answers[^1].Key, options.Jobs);
        var restores = await new Rounds(server, $"restore, {network.Name}", options.Runs).RunAsync(
            [download, new StockDownload(server, pipeline)], Target, () => server.ExecuteAsync($"DROP DATABASE IF EXISTS {Target}", cancellationToken), cancellationToken);

        return new StorageResult(
            network.Name,
            DateOnly.FromDateTime(DateTime.UtcNow),
            Programs.PgCloneVersion,
            await ReadAwsVersionAsync(cancellationToken),
            source.Scale,
            source.Bytes,
            dumps,
            restores,
            upload.Answers[^1].Bytes,
            await bucket.GetSizeAsync(StockPipeline.Object, cancellationToken),
            upload.Answers.Max(answer => answer.PeakMemory),
            download.Answers.Max(answer => answer.PeakMemory));
    }

    private static async Task<string> ReadAwsVersionAsync(CancellationToken cancellationToken)
    {
        // aws-cli/2.9.19 Python/...
        var line = await BenchmarkProgram.RunAsync(new ProcessStartInfo(Programs.Aws, ["--version"]), _ => Task.CompletedTask, cancellationToken);
        return line.Split(' ', 2)[0];
    }
}
