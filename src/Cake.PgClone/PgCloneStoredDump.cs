namespace Cake.PgClone;

/// <summary>One dump as the store lists it.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Database">The database that was dumped.</param>
/// <param name="Config">The dump configuration's name.</param>
/// <param name="Timestamp">When the dump was started, in UTC.</param>
/// <param name="Bytes">Its size in the store.</param>
public sealed record PgCloneStoredDump(string Key, string Database, string Config, DateTimeOffset Timestamp, long Bytes);
