using PgClone.Storage;

namespace PgClone.Images;

/// <summary>An image as it lies in a store; or a file there that belongs to none.</summary>
/// <param name="File">Its manifest's file; or what is left over.</param>
/// <param name="Manifest">The manifest; null: it is damaged, or an archive that no manifest names.</param>
internal sealed record ShelvedImage(ShelvedFile File, ImageManifest? Manifest)
{
    public DateTimeOffset Created => Manifest?.Created ?? File.Written;

    public long Bytes => File.Length + (Manifest?.Bytes ?? 0);
}
