using System.Buffers.Binary;

namespace PgClone.Archives;

/// <summary>Header and table of contents of an archive that comes through a pipe, kept so that the data blocks' positions can be written in.</summary>
internal sealed class ArchiveHead
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly IReadOnlyDictionary<int, int> _offsetFields;

    private ArchiveHead(Archive archive, ReadOnlyMemory<byte> read, IReadOnlyDictionary<int, int> offsetFields)
    {
        Archive = archive;
        Length = (int)archive.DataStart;
        _bytes = read[..Length];
        Leftover = read[Length..];
        _offsetFields = offsetFields;
    }

    /// <summary>What header and table of contents say.</summary>
    public Archive Archive { get; }

    /// <summary>How many bytes they have, before and after the positions are written in.</summary>
    public int Length { get; }

    /// <summary>The bytes behind them that came out of the pipe, too: the beginning of the data.</summary>
    public ReadOnlyMemory<byte> Leftover { get; }

    /// <summary>Reads from a pipe.</summary>
    /// <param name="pipe">What pg_dump writes.</param>
    /// <param name="name">The archive's name for messages.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="Diagnostics.PgCloneException">As <see cref="ArchiveReader.ReadAsync"/>.</exception>
    public static async Task<ArchiveHead> ReadAsync(Stream pipe, string name, CancellationToken cancellationToken = default)
    {
        var reader = new HeadReader(name, (_, buffer, token) => pipe.ReadAsync(buffer, token));
        var parser = new HeadParser(reader);
        var archive = await parser.ParseAsync(cancellationToken).ConfigureAwait(false);
        return new ArchiveHead(archive, reader.Bytes, parser.OffsetFields);
    }

    /// <summary>
    /// The same header and table of contents, with the data blocks' positions. That all are written in is what makes pg_restore -j both
    /// quick and correct: where only some are known, it may let triggers fire on rows that it loads.
    /// </summary>
    /// <param name="offsets">The position of each data block, by dump id.</param>
    public byte[] Patch(IReadOnlyDictionary<int, long> offsets)
    {
        var patched = _bytes.ToArray();
        Span<byte> number = stackalloc byte[sizeof(long)];
        foreach (var (dumpId, position) in _offsetFields)
        {
            BinaryPrimitives.WriteInt64LittleEndian(number, offsets[dumpId]);
            patched[position] = (byte)OffsetFlag.Known;
            number[..Archive.Header.OffsetSize].CopyTo(patched.AsSpan(position + 1));
        }

        return patched;
    }
}
