using System.Globalization;
using System.Security.Cryptography;
using PgClone.Archives;

namespace PgClone.Manifests;

/// <summary>One name for an archive's content.</summary>
internal static class ArchiveIdentity
{
    /// <summary>The hash over the hashes of the head and of the blocks, in their order.</summary>
    public static string Of(ManifestHead head, IEnumerable<ManifestBlock> blocks)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Convert.FromHexString(head.Sha256));
        foreach (var block in blocks) hash.AppendData(Convert.FromHexString(block.Sha256));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>
    /// The manifest's; without one, what the store says of this version of the object, with its size and the hash of its head, which holds when it was dumped.
    /// </summary>
    /// <returns>Null where the store says nothing, or the archive's format is not known.</returns>
    public static string? Of(Manifest? manifest, Archive? archive, IArchiveSource source) => manifest?.Identity
        ?? (source.Version is { } version && archive is not null ? string.Create(CultureInfo.InvariantCulture, $"{archive.HeadSha256} {source.Length} {version}") : null);
}
