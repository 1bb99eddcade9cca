namespace PgClone.Benchmarks.Storage;

/// <summary>What the process that dumped tells on its standard output.</summary>
/// <param name="PeakMemory">The most memory that was resident, in bytes, without pg_dump's; 0 where the system does not tell.</param>
/// <param name="Key">The dump key.</param>
/// <param name="Bytes">The dump's size.</param>
internal sealed record DumpDetails(long PeakMemory, string Key, long Bytes);
