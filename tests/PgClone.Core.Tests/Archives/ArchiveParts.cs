namespace PgClone.Archives;

/// <summary>An archive taken apart, so that it can be put together in another way.</summary>
/// <param name="Archive">What was read of it.</param>
/// <param name="Parts">Its entries, each with the bytes of its data block.</param>
internal sealed record ArchiveParts(Archive Archive, IReadOnlyList<(TocEntry Entry, byte[]? Block)> Parts)
{
    /// <summary>Takes apart an archive that knows where its blocks lie.</summary>
    public static async Task<ArchiveParts> TakeAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        var source = new MemorySource(bytes);
        var archive = await ArchiveReader.ReadAsync(source, cancellationToken);
        var index = await BlockIndex.CreateAsync(source, archive, cancellationToken);
        return new ArchiveParts(archive, [.. archive.Entries.Select(e => (e with { Offset = null }, BlockOf(e)))]);

        byte[]? BlockOf(TocEntry entry) =>
            index.TryGet(entry.DumpId, out var block) ? bytes.AsSpan((int)block.Offset, (int)block.Length).ToArray() : null;
    }

    /// <summary>Puts the parts together again.</summary>
    public byte[] Build(bool withOffsets = true)
    {
        var builder = new ArchiveBuilder
        {
            Minor = Archive.Header.Version.Minor,
            Algorithm = (byte)Archive.Header.Compression,
            WithOffsets = withOffsets,
            WithPreamble = false,
        };
        foreach (var (entry, block) in Parts) builder.Entry(entry, block);
        return builder.Build();
    }

    /// <summary>The same content in another compression, which needs version 1.15 of the format.</summary>
    public async Task<byte[]> CompressAsync(ArchiveCompression compression, CancellationToken cancellationToken)
    {
        var source = new MemorySource(Build());
        var archive = await ArchiveReader.ReadAsync(source, cancellationToken);
        var index = await BlockIndex.CreateAsync(source, archive, cancellationToken);
        var builder = new ArchiveBuilder { Minor = Math.Max(15, Archive.Header.Version.Minor), Algorithm = (byte)compression, WithPreamble = false };
        foreach (var entry in archive.Entries.Select(e => e with { Offset = null }))
        {
            if (!index.TryGet(entry.DumpId, out var block)) builder.Entry(entry);
            else if (entry.Type == "BLOBS") builder.LargeObjects(entry, [.. await ReadObjectsAsync(block, entry)]);
            else builder.Table(entry, await ReadAllAsync(ArchiveBlocks.OpenData(source, archive, block, entry)));
        }

        return builder.Build();

        async Task<List<(uint Oid, byte[] Content)>> ReadObjectsAsync(BlockLocation block, TocEntry entry)
        {
            var objects = new List<(uint Oid, byte[] Content)>();
            await foreach (var content in ArchiveBlocks.ReadLargeObjectsAsync(source, archive, block, entry, cancellationToken))
                objects.Add((content.Oid, await ReadAllAsync(content.Content)));
            return objects;
        }

        async Task<byte[]> ReadAllAsync(Stream stream)
        {
            var content = new MemoryStream();
            await stream.CopyToAsync(content, cancellationToken);
            return content.ToArray();
        }
    }
}
