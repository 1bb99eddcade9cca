using System.Security.Cryptography;

namespace PgClone.Archives;

/// <summary>What a table's or a large object's bytes come to.</summary>
internal sealed record Content(uint? Oid, long Length, string Sha256)
{
    public static async Task<Content> OfAsync(uint? oid, Stream stream, byte[] buffer, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var length = 0L;
        while (await stream.ReadAsync(buffer, cancellationToken) is var read and > 0)
        {
            length += read;
            hash.AppendData(buffer, 0, read);
        }

        return new Content(oid, length, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
