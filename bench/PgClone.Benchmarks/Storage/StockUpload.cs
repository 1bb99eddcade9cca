namespace PgClone.Benchmarks.Storage;

/// <summary><c>pg_dump -Fc | aws s3 cp - s3://...</c>.</summary>
internal sealed class StockUpload(StockPipeline pipeline) : IContender
{
    public string Name => "pg_dump -Fc | aws s3 cp -";

    public Task RunAsync(string database, CancellationToken cancellationToken) => pipeline.RunAsync(
        database, pipeline.Postgres("pg_dump", "--format=custom", database), pipeline.Copy("-", Bucket.AddressOf(StockPipeline.Object)), cancellationToken);
}
