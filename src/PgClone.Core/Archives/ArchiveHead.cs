using System.Buffers.Binary;

namespace PgClone.Archives;

/// <summary>Header and table of contents of an archive that comes through a pipe, kept so that the data blocks' positions can be written in.</summary>
internal sealed class ArchiveHead
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly IReadOnlyList<EntryPlace> _places;

    private ArchiveHead(Archive archive, ReadOnlyMemory<byte> read, IReadOnlyList<EntryPlace> places, ReadOnlyMemory<byte>? leftover = null)
    {
        Archive = archive;
        Length = (int)archive.DataStart;
        _bytes = read[..Length];
        Leftover = leftover ?? read[Length..];
        _places = places;
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
    public static Task<ArchiveHead> ReadAsync(Stream pipe, string name, CancellationToken cancellationToken = default) => ReadAsync(pipe, name, null, cancellationToken);

    /// <summary>The same without some entries, before the same data. None of those may have a data block there.</summary>
    public async Task<ArchiveHead> WithoutAsync(IReadOnlySet<int> dumpIds, CancellationToken cancellationToken)
    {
        var kept = _places.Where(place => !dumpIds.Contains(place.DumpId)).ToList();
        var bytes = new MemoryStream(Length);
        bytes.Write(_bytes.Span[..(_places.Count == 0 ? Length : _places[0].Start)]);
        var count = new byte[1 + Archive.Header.IntSize];
        ArchiveInt.Encode(count, kept.Count);
        bytes.Position -= count.Length;
        bytes.Write(count);
        foreach (var place in kept) bytes.Write(_bytes.Span[place.Start..place.End]);
        bytes.Position = 0;
        return await ReadAsync(bytes, Archive.Name, Leftover, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The same for data blocks that are to be compressed on their way. For an archive without compression, older than version 1.15: later ones have their own place for it.</summary>
    /// <param name="compression">zlib, which leaves the version as it is; or zstd, which makes it 1.15.</param>
    /// <param name="level">The level, as zlib's is noted.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<ArchiveHead> CompressedAsync(ArchiveCompression compression, int level, CancellationToken cancellationToken)
    {
        var levelField = new byte[1 + Archive.Header.IntSize];
        ArchiveInt.Encode(levelField, level);
        var before = _bytes[..HeaderParser.CompressionPosition].ToArray();
        if (compression != ArchiveCompression.Zlib) before[HeaderParser.MinorPosition] = (byte)ArchiveVersion.WithCompressionAlgorithm.Minor;

        var bytes = new MemoryStream(Length);
        bytes.Write(before);
        bytes.Write(compression == ArchiveCompression.Zlib ? levelField : [(byte)compression]);
        bytes.Write(_bytes.Span[(HeaderParser.CompressionPosition + levelField.Length)..]);
        bytes.Position = 0;
        return await ReadAsync(bytes, Archive.Name, Leftover, cancellationToken).ConfigureAwait(false);
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
        foreach (var place in _places.Where(place => place.HasData))
        {
            var offset = patched.AsSpan(place.End - 1 - Archive.Header.OffsetSize);
            BinaryPrimitives.WriteInt64LittleEndian(number, offsets[place.DumpId]);
            offset[0] = (byte)OffsetFlag.Known;
            number[..Archive.Header.OffsetSize].CopyTo(offset[1..]);
        }

        return patched;
    }

    private static async Task<ArchiveHead> ReadAsync(Stream pipe, string name, ReadOnlyMemory<byte>? leftover, CancellationToken cancellationToken)
    {
        var reader = new HeadReader(name, (_, buffer, token) => pipe.ReadAsync(buffer, token));
        var parser = new HeadParser(reader);
        var archive = await parser.ParseAsync(cancellationToken).ConfigureAwait(false);
        return new ArchiveHead(archive, reader.Bytes, parser.Places, leftover);
    }
}
