using System.Buffers;
using PgClone.Diagnostics;

namespace PgClone.Archives;

/// <summary>Where each entry's data block lies.</summary>
internal sealed class BlockIndex
{
    private const int ScanBuffer = 256 * 1024;

    private readonly IReadOnlyDictionary<int, BlockLocation> _blocks;

    private BlockIndex(IReadOnlyDictionary<int, BlockLocation> blocks) => _blocks = blocks;

    /// <summary>
    /// Takes the positions that the table of contents holds. Where it holds none, because pg_dump wrote to a pipe, the data is searched
    /// for them; that reads most of the archive, so keep the index.
    /// </summary>
    /// <param name="source">The archive.</param>
    /// <param name="archive">What was read from it.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.ArchiveTruncated"/>, <see cref="ErrorCode.ArchiveCorrupt"/>, or what
    /// <paramref name="source"/> throws.</exception>
    public static async Task<BlockIndex> CreateAsync(IArchiveSource source, Archive archive, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(archive);

        return new BlockIndex(archive.HasOffsets
            ? TakeOffsets(archive, source.Length)
            : await ScanAsync(source, archive, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Takes positions that are known from elsewhere.</summary>
    public static BlockIndex Of(IReadOnlyDictionary<int, BlockLocation> blocks) => new(blocks);

    /// <summary>Takes all data blocks for equally long, wherever they may lie: enough to plan with, until an <see cref="ArchivePass"/> finds them.</summary>
    /// <param name="archive">What was read from the archive.</param>
    /// <param name="length">How many bytes the archive has.</param>
    public static BlockIndex Assume(Archive archive, long length)
    {
        var entries = archive.Entries.Where(e => e.HasData).ToList();
        return new BlockIndex(entries.ToDictionary(e => e.DumpId, _ => new BlockLocation(0, Math.Max(0, length - archive.DataStart) / entries.Count) { IsAssumed = true }));
    }

    /// <summary>Whether nobody knows yet where the blocks lie.</summary>
    public bool IsAssumed => _blocks.Values.Any(block => block.IsAssumed);

    /// <summary>Finds an entry's data block. False for entries without data.</summary>
    /// <param name="dumpId">The entry's dump id.</param>
    /// <param name="location">Where its block lies.</param>
    public bool TryGet(int dumpId, out BlockLocation location) => _blocks.TryGetValue(dumpId, out location);

    private static Dictionary<int, BlockLocation> TakeOffsets(Archive archive, long end)
    {
        var blocks = new Dictionary<int, BlockLocation>();
        foreach (var entry in archive.Entries.Where(e => e.HasData).OrderByDescending(e => e.Offset))
        {
            var offset = entry.Offset.GetValueOrDefault();
            if (offset < archive.DataStart) throw ArchiveFailure.Corrupt(archive.Name, offset, $"The data of entry {entry.DumpId} can't lie within the table of contents.");
            if (offset >= end)
                throw blocks.Count == 0
                    ? ArchiveFailure.Truncated(archive.Name, end, $"the data: that of entry {entry.DumpId} would begin at byte {offset}")
                    : ArchiveFailure.Corrupt(archive.Name, offset, $"The data of entry {entry.DumpId} can't lie where that of another does.");

            blocks.Add(entry.DumpId, new BlockLocation(offset, end - offset));
            end = offset;
        }

        // Entries that a damaged count of entries cuts off would be missed by nobody.
        if (blocks.Count > 0 && end != archive.DataStart) throw ArchiveFailure.Corrupt(archive.Name, archive.DataStart, "The table of contents does not end where the data begins.");

        return blocks;
    }

    private static async Task<IReadOnlyDictionary<int, BlockLocation>> ScanAsync(IArchiveSource source, Archive archive, CancellationToken cancellationToken)
    {
        var scanner = new BlockScanner(archive);
        var buffer = ArrayPool<byte>.Shared.Rent(ScanBuffer);
        try
        {
            while (!scanner.IsComplete)
            {
                var read = await source.ReadAsync(scanner.Position, buffer, cancellationToken).ConfigureAwait(false);
                if (read == 0) break;
                scanner.Scan(buffer.AsSpan(0, read));
                scanner.Skip(scanner.Skippable);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        scanner.ExpectComplete();
        return scanner.Blocks;
    }
}
