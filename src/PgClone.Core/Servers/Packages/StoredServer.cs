namespace PgClone.Servers.Packages;

/// <summary>A server that is unpacked in the store.</summary>
/// <param name="Manifest">What its package said.</param>
/// <param name="Directory">Its folder.</param>
internal sealed record StoredServer(ServerManifest Manifest, string Directory)
{
    /// <summary>Its programs.</summary>
    public PostgresBinaries Binaries => new(Path.Combine(Directory, ServerArchive.Folder, "bin"), Manifest.Postgres) { Icu = Manifest.Icu };
}
