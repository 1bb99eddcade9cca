namespace PgClone.Benchmarks;

/// <summary>A dump to restore.</summary>
/// <param name="Set">What is in it.</param>
/// <param name="Scale">Its scale.</param>
/// <param name="Store">The folder that it lies in, or another store's location.</param>
/// <param name="Key">Its dump key.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="DatabaseBytes">The size of the database that was dumped.</param>
internal sealed record BenchmarkDump(DataSet Set, double Scale, string Store, string Key, long Bytes, long DatabaseBytes)
{
    public string Path => System.IO.Path.Combine(Store, Key);
}
