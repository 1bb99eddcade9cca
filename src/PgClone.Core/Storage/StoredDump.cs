namespace PgClone.Storage;

/// <summary>One dump as the store lists it.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Length">Its size in bytes.</param>
public sealed record StoredDump(DumpKey Key, long Length);
