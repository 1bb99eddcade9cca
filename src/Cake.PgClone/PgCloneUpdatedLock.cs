namespace Cake.PgClone;

/// <summary>A dump that <c>pgclone.lock</c> names from now on.</summary>
/// <param name="Database">The database, as restores name it.</param>
/// <param name="Key">The dump.</param>
/// <param name="Identity">The archive's identity; null: it has no manifest, and whatever lies under its key is taken for it.</param>
/// <param name="Previous">The key that was named before; null: none was.</param>
public sealed record PgCloneUpdatedLock(string Database, string Key, string? Identity, string? Previous);
