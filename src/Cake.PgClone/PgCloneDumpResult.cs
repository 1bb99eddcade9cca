namespace Cake.PgClone;

/// <summary>A dump that was made.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Database">The database that was dumped.</param>
/// <param name="Bytes">Its size in the store.</param>
/// <param name="Elapsed">How long it took, hooks included.</param>
public sealed record PgCloneDumpResult(string Key, string Database, long Bytes, TimeSpan Elapsed);
