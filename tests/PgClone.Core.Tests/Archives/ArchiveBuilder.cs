using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using K4os.Compression.LZ4.Streams;
using PgClone.Sql;
using ZstdSharp;

namespace PgClone.Archives;

/// <summary>Writes small archives, also such as no pg_dump at hand would write.</summary>
internal sealed class ArchiveBuilder
{
    private readonly List<(TocEntry Entry, byte[]? Block)> _entries = [];

    public int Major { get; init; } = 1;

    public int Minor { get; init; } = 16;

    public byte Format { get; init; } = 1;

    public byte Algorithm { get; init; }

    public int IntSize { get; init; } = 4;

    public int OffsetSize { get; init; } = 8;

    public bool WithOffsets { get; init; } = true;

    public int ChunkSize { get; init; } = 4096;

    public string EncodingName { get; init; } = "UTF8";

    public Encoding Encoding { get; init; } = Encoding.UTF8;

    public string StandardConformingStrings { get; init; } = "on";

    public int Month { get; init; } = 1;

    public int? EntryCount { get; init; }

    /// <summary>Whether ENCODING and STDSTRINGS come first by themselves.</summary>
    public bool WithPreamble { get; init; } = true;

    private ArchiveCompression Compression => (ArchiveCompression)Algorithm;

    /// <param name="entry">The entry.</param>
    /// <param name="block">Its data block, from the first byte to the last.</param>
    public ArchiveBuilder Entry(TocEntry entry, byte[]? block = null)
    {
        _entries.Add((entry, block));
        return this;
    }

    public ArchiveBuilder Table(string tag, byte[] rows) => Data("TABLE DATA", tag, BlockType.Data, block => WriteChunks(block, rows));

    /// <summary>A table whose block's bytes, behind type and dump id, are given.</summary>
    public ArchiveBuilder RawTable(string tag, byte[] body) => Data("TABLE DATA", tag, BlockType.Data, block => block.Write(body));

    public ArchiveBuilder Table(TocEntry entry, byte[] rows) => Data(entry, BlockType.Data, block => WriteChunks(block, rows));

    public ArchiveBuilder LargeObjects(string tag, params (uint Oid, byte[] Content)[] objects) =>
        Data("BLOBS", tag, BlockType.LargeObjects, block => WriteObjects(block, objects));

    public ArchiveBuilder LargeObjects(TocEntry entry, params (uint Oid, byte[] Content)[] objects) =>
        Data(entry, BlockType.LargeObjects, block => WriteObjects(block, objects));

    /// <summary>The data block of an entry of large objects, by itself.</summary>
    public byte[] BlockOf(TocEntry entry, params (uint Oid, byte[] Content)[] objects) => LargeObjects(entry, objects)._entries[^1].Block!;

    public byte[] Build()
    {
        var start = Head(offset: 0).Length;
        return [.. Head(start), .. _entries.SelectMany(e => e.Block ?? [])];
    }

    /// <summary>An entry without data; what a test does not care about.</summary>
    public static TocEntry Plain(int dumpId, string type, string tag, string? definition = null) => new()
    {
        DumpId = dumpId,
        HasData = false,
        TableOid = 0,
        Oid = 0,
        Tag = tag,
        Type = type,
        Section = ArchiveSection.PreData,
        Definition = definition,
        Dependencies = [],
    };

    public byte[] Int(long value)
    {
        Span<byte> magnitude = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(magnitude, Math.Abs(value));
        return [(byte)(value < 0 ? 1 : 0), .. magnitude[..IntSize]];
    }

    public byte[] Text(string? text) => text is null ? Int(-1) : [.. Int(Encoding.GetByteCount(text)), .. Encoding.GetBytes(text)];

    public byte[] Compress(byte[] data)
    {
        // pg_dump writes a stream for no data, too; ZLibStream writes none.
        if (Compression == ArchiveCompression.Zlib && data.Length == 0) return [0x78, 0x9C, 3, 0, 0, 0, 0, 1];

        var compressed = new MemoryStream();
        using (Stream encoder = Compression switch
        {
            ArchiveCompression.Zlib => new ZLibStream(compressed, CompressionLevel.Fastest),
            ArchiveCompression.Lz4 => LZ4Stream.Encode(compressed),
            ArchiveCompression.Zstd => new CompressionStream(compressed, leaveOpen: false),
            _ => compressed,
        })
            encoder.Write(data);

        return compressed.ToArray();
    }

    private ArchiveBuilder Data(string type, string tag, BlockType blockType, Action<MemoryStream> writeBody) => Data(
        Plain(100 + _entries.Count, type, tag) with { HasData = true, Section = ArchiveSection.Data, CopyStatement = "COPY t FROM stdin;\n" },
        blockType, writeBody);

    private ArchiveBuilder Data(TocEntry entry, BlockType blockType, Action<MemoryStream> writeBody)
    {
        var block = new MemoryStream();
        block.WriteByte((byte)blockType);
        block.Write(Int(entry.DumpId));
        writeBody(block);
        return Entry(entry, block.ToArray());
    }

    private void WriteObjects(MemoryStream block, (uint Oid, byte[] Content)[] objects)
    {
        foreach (var (oid, content) in objects)
        {
            block.Write(Int(unchecked((int)oid)));
            WriteChunks(block, content);
        }

        block.Write(Int(0));
    }

    private void WriteChunks(MemoryStream block, byte[] data)
    {
        for (var rest = Compress(data).AsSpan(); !rest.IsEmpty; rest = rest[Math.Min(ChunkSize, rest.Length)..])
        {
            var chunk = rest[..Math.Min(ChunkSize, rest.Length)];
            block.Write(Int(chunk.Length));
            block.Write(chunk);
        }

        block.Write(Int(0));
    }

    private byte[] Head(long offset)
    {
        (TocEntry Entry, byte[]? Block)[] preamble =
        [
            (Plain(1, "ENCODING", "ENCODING", $"SET client_encoding = '{EncodingName}';\n"), null),
            (Plain(2, "STDSTRINGS", "STDSTRINGS", $"SET standard_conforming_strings = '{StandardConformingStrings}';\n"), null),
        ];
        (TocEntry Entry, byte[]? Block)[] all = [.. WithPreamble ? preamble : [], .. _entries];
        var head = new MemoryStream();
        head.Write([.. "PGDMP"u8, (byte)Major, (byte)Minor, 0, (byte)IntSize, (byte)OffsetSize, Format]);
        head.Write(Minor >= 15 ? [Algorithm] : Int(Algorithm == 0 ? 0 : -1));
        int[] time = [59, 58, 23, 31, Month - 1, 126, 0];
        foreach (var part in time) head.Write(Int(part));
        foreach (var text in (string[])["shop", "17.8", "17.8 (test)"]) head.Write(Text(text));
        head.Write(Int(EntryCount ?? all.Length));
        foreach (var (entry, block) in all)
        {
            WriteEntry(head, entry, offset);
            offset += block?.Length ?? 0;
        }

        return head.ToArray();
    }

    private void WriteEntry(MemoryStream head, TocEntry entry, long offset)
    {
        head.Write(Int(entry.DumpId));
        head.Write(Int(entry.HasData ? 1 : 0));
        head.Write(Text(entry.TableOid.ToString(CultureInfo.InvariantCulture)));
        head.Write(Text(entry.Oid.ToString(CultureInfo.InvariantCulture)));
        head.Write(Text(entry.Tag));
        head.Write(Text(entry.Type));
        head.Write(Int((int)entry.Section));
        foreach (var text in (string?[])[entry.Definition, entry.DropStatement, entry.CopyStatement, entry.Namespace, entry.Tablespace]) head.Write(Text(text));
        if (Minor >= 14) head.Write(Text(entry.TableAccessMethod));
        if (Minor >= 16) head.Write(Int(entry.RelationKind));
        head.Write(Text(entry.Owner));
        head.Write(Text("false"));
        foreach (var dependency in entry.Dependencies) head.Write(Text(dependency.ToString(CultureInfo.InvariantCulture)));
        head.Write(Text(null));

        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(number, entry.HasData && WithOffsets ? entry.Offset ?? offset : 0);
        head.WriteByte((byte)(!entry.HasData ? OffsetFlag.NoData : WithOffsets ? OffsetFlag.Known : OffsetFlag.Unknown));
        head.Write(number[..OffsetSize]);
    }
}
