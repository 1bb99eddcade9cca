using System.Text.Json;
using PgClone.Diagnostics;
using PgClone.Storage;

namespace PgClone.Manifests;

/// <summary>A manifest in its store.</summary>
internal static class ManifestFile
{
    /// <summary>Reads the manifest of a dump.</summary>
    /// <returns>The manifest, or null where there is none that can be used; then perhaps what is to be said of that.</returns>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.ManifestUnreadable"/>: there is one, damaged.</exception>
    public static async Task<(Manifest? Manifest, string? Notice)> ReadAsync(IDumpStore store, DumpKey key, CancellationToken cancellationToken)
    {
        return await store.ReadManifestAsync(key, cancellationToken).ConfigureAwait(false) is { } json ? Parse(store, key, json) : (null, null);
    }

    /// <inheritdoc cref="ReadAsync"/>
    public static (Manifest? Manifest, string? Notice) Parse(IDumpStore store, DumpKey key, ReadOnlyMemory<byte> json)
    {
        try
        {
            if (VersionOf(json) is > Manifest.CurrentVersion and var version)
                return (null, $"The manifest of {key} has format {version}, which is newer than this PgClone: the dump is used unchecked.");

            var manifest = JsonSerializer.Deserialize(json.Span, ManifestJson.Default.Manifest) ?? throw new FormatException("It is empty.");
            ExpectWhole(manifest);
            return (manifest, null);
        }
        catch (Exception e) when (e is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            throw new PgCloneException(
                ErrorCode.ManifestUnreadable, "The dump's manifest is damaged.", $"{store.Location}/{key}{DumpKey.ManifestExtension}", e.Message,
                "Without it the dump can't be checked. Fetch it again; or, where the dump is to be used unchecked, delete the manifest.", e);
        }
    }

    /// <summary>Puts a dump's manifest beside it.</summary>
    public static Task WriteAsync(IDumpStore store, DumpKey key, Manifest manifest, CancellationToken cancellationToken) =>
        store.WriteManifestAsync(key, JsonSerializer.SerializeToUtf8Bytes(manifest, ManifestJson.Default.Manifest), cancellationToken);

    private static int VersionOf(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty("formatVersion").GetInt32();
    }

    private static void ExpectWhole(Manifest manifest)
    {
        if (ArchiveIdentity.Of(manifest.Head, manifest.Blocks) != manifest.Identity) throw new FormatException("Its hashes contradict each other.");
        if (manifest.Blocks.DistinctBy(block => block.DumpId).Count() != manifest.Blocks.Count) throw new FormatException("Two blocks have the same dump id.");

        var end = manifest.Head.Bytes;
        foreach (var block in manifest.Blocks)
        {
            if (block.Offset != end || block.Bytes <= 0) throw new FormatException($"The block of entry {block.DumpId} does not follow the one before it.");
            end += block.Bytes;
        }

        if (end != manifest.Bytes) throw new FormatException("Its blocks do not add up to the archive.");
    }
}
