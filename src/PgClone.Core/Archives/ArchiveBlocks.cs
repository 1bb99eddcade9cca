using System.Runtime.CompilerServices;
using PgClone.Diagnostics;

namespace PgClone.Archives;

/// <summary>Reads the data blocks of an archive; any number of them at once. Memory use does not depend on how large they are.</summary>
internal static class ArchiveBlocks
{
    /// <summary>
    /// Opens an entry's data, decompressed: what its COPY statement takes up to and including the line <c>\.</c> and the empty lines after
    /// it, or INSERT statements.
    /// </summary>
    /// <remarks>
    /// Nothing is read before the first read of the stream. It can only be read asynchronously, and throws <see cref="PgCloneException"/>
    /// with <see cref="ErrorCode.ArchiveTruncated"/> or <see cref="ErrorCode.ArchiveCorrupt"/> where the data is not complete and whole: only
    /// a read that returns 0 says that all of it was there.
    /// </remarks>
    /// <param name="source">The archive; it stays open.</param>
    /// <param name="archive">What was read from it.</param>
    /// <param name="location">Where the block lies.</param>
    /// <param name="entry">The entry that it belongs to.</param>
    public static DecodedStream OpenData(IArchiveSource source, Archive archive, BlockLocation location, TocEntry entry)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(archive);
        ArgumentNullException.ThrowIfNull(entry);

        var block = new BlockReader(source, archive, location, entry);
        return new DecodedStream(new ChunkStream(block, isWholeBlock: true), archive.Header.Compression, block);
    }

    /// <summary>
    /// Reads the large objects of a <c>BLOBS</c> entry. What of an object's content was not read when the next one is asked for, is passed over.
    /// </summary>
    /// <param name="source">The archive; it stays open.</param>
    /// <param name="archive">What was read from it.</param>
    /// <param name="location">Where the block lies.</param>
    /// <param name="entry">The entry that it belongs to.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.ArchiveTruncated"/>, <see cref="ErrorCode.ArchiveCorrupt"/>, or what
    /// <paramref name="source"/> throws.</exception>
    public static IAsyncEnumerable<LargeObjectContent> ReadLargeObjectsAsync(
        IArchiveSource source, Archive archive, BlockLocation location, TocEntry entry, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(archive);
        ArgumentNullException.ThrowIfNull(entry);

        return ReadEachAsync(new BlockReader(source, archive, location, entry), archive.Header.Compression, cancellationToken);
    }

    private static async IAsyncEnumerable<LargeObjectContent> ReadEachAsync(
        BlockReader block, ArchiveCompression compression, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var _ = block;
        await block.BeginAsync(BlockType.LargeObjects, cancellationToken).ConfigureAwait(false);
        while (await block.ReadIntAsync(cancellationToken).ConfigureAwait(false) is var oid and not 0)
        {
            var chunks = new ChunkStream(block, isWholeBlock: false);
            var content = new DecodedStream(chunks, compression);
            await using (content.ConfigureAwait(false))
                yield return new LargeObjectContent(unchecked((uint)oid), content);

            await chunks.DrainAsync(cancellationToken).ConfigureAwait(false);
        }

        block.ExpectEnd();
    }
}
