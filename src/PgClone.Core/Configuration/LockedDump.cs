namespace PgClone.Configuration;

/// <summary>The dump of a database that everybody is to restore.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Identity">The archive's identity, as its manifest has it; null where it had none.</param>
internal sealed record LockedDump(string Key, string? Identity = null);
