namespace PgClone.Manifests;

/// <summary>The server that was dumped.</summary>
/// <param name="Version">Its version in its own words.</param>
/// <param name="SystemIdentifier">Its number, which no two servers have unless one is a physical copy of the other; null where it would not tell.</param>
/// <param name="IsLocal">Whether it was reached on the machine that dumped.</param>
internal sealed record ManifestServer(string Version, string? SystemIdentifier, bool IsLocal);
