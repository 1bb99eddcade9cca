namespace PgClone.Benchmarks.Storage;

/// <summary><c>aws s3 cp s3://... - | pg_restore</c>, of what <see cref="StockUpload"/> dumped.</summary>
internal sealed class StockDownload(BenchmarkServer server, StockPipeline pipeline) : IContender
{
    public string Name => "aws s3 cp - | pg_restore";

    public async Task RunAsync(string database, CancellationToken cancellationToken)
    {
        await server.ExecuteAsync($"CREATE DATABASE {database} TEMPLATE template0", cancellationToken);
        await pipeline.RunAsync(
            database,
            pipeline.Copy(Bucket.AddressOf(StockPipeline.Object), "-"),
            pipeline.Postgres("pg_restore", "--exit-on-error", "--no-owner", "--no-acl", "--dbname", database),
            cancellationToken);
    }
}
