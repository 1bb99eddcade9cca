namespace PgClone.Benchmarks.Results;

/// <summary>The memory that PgClone's process needed for one restore.</summary>
internal sealed record MemoryResult(string DataSet, double Scale, long DumpBytes, long PeakMemory);
