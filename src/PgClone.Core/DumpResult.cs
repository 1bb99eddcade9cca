using PgClone.Storage;

namespace PgClone;

/// <summary>A dump that was made.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Bytes">Its size in the store.</param>
/// <param name="Elapsed">How long it took, hooks included.</param>
public sealed record DumpResult(DumpKey Key, long Bytes, TimeSpan Elapsed);
