namespace PgClone.Storage;

/// <summary>What is left in a store of a dump whose writer was killed. It is no dump and is never read.</summary>
/// <param name="Key">The key that it was to get.</param>
/// <param name="Bytes">The size of what is there.</param>
/// <param name="Started">When it was begun.</param>
/// <param name="Id">The store's name for it.</param>
public sealed record UnfinishedDump(DumpKey Key, long Bytes, DateTimeOffset Started, string Id);
