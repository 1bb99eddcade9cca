namespace PgClone.Benchmarks.Results;

/// <summary>The memory that PgClone's process needed for one dump to S3 and for one restore from there.</summary>
internal sealed record StorageMemoryResult(double Scale, long DatabaseBytes, long DumpBytes, long DumpMemory, long RestoreMemory);
