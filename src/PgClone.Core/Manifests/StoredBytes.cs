using System.Buffers;
using System.Security.Cryptography;
using PgClone.Archives;
using PgClone.Diagnostics;

namespace PgClone.Manifests;

/// <summary>Compares an archive's bytes with its manifest, for those who do not read its blocks here.</summary>
internal static class StoredBytes
{
    private const int BufferSize = 1024 * 1024;

    /// <exception cref="PgCloneException"><see cref="ErrorCode.ArchiveChanged"/>, or what reading throws.</exception>
    public static async Task CheckAsync(IArchiveSource source, Manifest manifest, CancellationToken cancellationToken)
    {
        if (source.Length != manifest.Bytes) throw ArchiveFailure.Changed(source.Name, $"It has {source.Length} bytes instead of {manifest.Bytes}.");

        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            await ExpectAsync(0, manifest.Head.Bytes, manifest.Head.Sha256, "the header and table of contents").ConfigureAwait(false);
            foreach (var block in manifest.Blocks)
                await ExpectAsync(block.Offset, block.Bytes, block.Sha256, $"{block.Type} {block.Name} (dump id {block.DumpId})").ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        async Task ExpectAsync(long offset, long length, string expected, string what)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            for (var (position, end) = (offset, offset + length); position < end;)
            {
                var read = await source.ReadAsync(position, buffer.AsMemory(0, (int)Math.Min(end - position, buffer.Length)), cancellationToken).ConfigureAwait(false);
                if (read == 0) throw ArchiveFailure.Truncated(source.Name, position, what);

                hash.AppendData(buffer.AsSpan(0, read));
                position += read;
            }

            if (Convert.ToHexStringLower(hash.GetHashAndReset()) != expected)
                throw ArchiveFailure.Changed($"{source.Name}, bytes {offset} to {offset + length}: {what}", "The SHA-256 is another one: bytes were changed.");
        }
    }
}
