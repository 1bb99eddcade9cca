namespace PgClone.Benchmarks.Results;

/// <summary>One database dumped to S3 and restored from there by all contenders.</summary>
/// <param name="Network">The network's name.</param>
/// <param name="Date">When it was measured.</param>
/// <param name="Version">The version of PgClone.</param>
/// <param name="Aws">The version of Amazon's client in the stock pipelines.</param>
/// <param name="Scale">The data set's scale.</param>
/// <param name="DatabaseBytes">The size of the database.</param>
/// <param name="Dumps">The dumps; PgClone first.</param>
/// <param name="Restores">The restores; PgClone first.</param>
/// <param name="DumpBytes">The size of PgClone's dump.</param>
/// <param name="StockDumpBytes">The size of pg_dump's own.</param>
/// <param name="DumpMemory">The most memory that PgClone's process had in any dump.</param>
/// <param name="RestoreMemory">The most memory that PgClone's process had in any restore.</param>
internal sealed record StorageResult(
    string Network,
    DateOnly Date,
    string Version,
    string Aws,
    double Scale,
    long DatabaseBytes,
    IReadOnlyList<ContenderResult> Dumps,
    IReadOnlyList<ContenderResult> Restores,
    long DumpBytes,
    long StockDumpBytes,
    long DumpMemory,
    long RestoreMemory);
