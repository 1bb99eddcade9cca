using System.Security.Cryptography;

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
}
