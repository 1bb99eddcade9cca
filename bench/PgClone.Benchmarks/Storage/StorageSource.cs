namespace PgClone.Benchmarks.Storage;

/// <summary>A database to dump, on the server that its dumps are restored into.</summary>
internal sealed record StorageSource(string Database, double Scale, long Bytes)
{
    public static async Task<StorageSource> CreateAsync(BenchmarkServer server, double scale, string folder, CancellationToken cancellationToken)
    {
        var database = $"source_{scale * 1000:0}";
        await server.ExecuteAsync($"CREATE DATABASE {database} TEMPLATE template0", cancellationToken);
        await DataSet.Mixed.FillAsync(server.Postgres, database, scale, folder, cancellationToken);
        var bytes = await server.GetSizeAsync(database, cancellationToken);
        Console.WriteLine($"storage at scale {scale}: a database of {bytes / 1e6:N0} MB");
        return new StorageSource(database, scale, bytes);
    }
}
