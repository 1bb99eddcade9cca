using PgClone.Benchmarks.Results;

namespace PgClone.Benchmarks.Storage;

/// <summary>Dumps a database to S3 and restores it from there, and one four times as large, to see whether the process needs more memory for it.</summary>
internal sealed class StorageMemoryTest(BenchmarkServer server, Bucket bucket, BenchmarkOptions options)
{
    private const string Target = "memory";

    public async Task<StorageMemoryResult> MeasureAsync(StorageSource source, CancellationToken cancellationToken)
    {
        var upload = new PgCloneUpload(server, bucket);
        await upload.RunAsync(source.Database, cancellationToken);
        var dump = upload.Answers.Single();
        await server.ExecuteAsync($"DROP DATABASE {source.Database}", cancellationToken);

        var download = new PgCloneDownload(server, bucket, dump.Key, options.Jobs);
        await download.RunAsync(Target, cancellationToken);
        await server.ExecuteAsync($"DROP DATABASE {Target}", cancellationToken);

        var result = new StorageMemoryResult(source.Scale, source.Bytes, dump.Bytes, dump.PeakMemory, download.Answers.Single().PeakMemory);
        Console.WriteLine($"memory, a database of {source.Bytes / 1e6:N0} MB: {result.DumpMemory / 1e6:N0} MB to dump it, {result.RestoreMemory / 1e6:N0} MB to restore it");
        return result;
    }
}
