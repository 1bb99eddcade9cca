using PgClone.Storage;

namespace PgClone;

/// <summary>A dump that lies in two stores now.</summary>
/// <param name="Key">Its key, the same in both.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Location">Where it was to go.</param>
/// <param name="IsNew">False where it lay there already, whole.</param>
/// <param name="Identity">The archive's identity, by which it was checked on its way; null: it has no manifest, and nothing to be checked by.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record TransferResult(DumpKey Key, long Bytes, string Location, bool IsNew, string? Identity, TimeSpan Elapsed);
