namespace PgClone.Archives;

/// <summary>Reads all that an archive holds.</summary>
internal static class ArchiveWalk
{
    public static async Task<Dictionary<int, IReadOnlyList<Content>>> ReadAllAsync(IArchiveSource source, CancellationToken cancellationToken)
    {
        var archive = await ArchiveReader.ReadAsync(source, cancellationToken);
        var index = await BlockIndex.CreateAsync(source, archive, cancellationToken);
        var contents = new Dictionary<int, IReadOnlyList<Content>>();
        var buffer = new byte[64 * 1024];
        foreach (var entry in archive.Entries.Where(e => e.HasData))
        {
            Assert.True(index.TryGet(entry.DumpId, out var location));
            contents[entry.DumpId] = await ReadAsync(source, archive, location, entry, buffer, cancellationToken);
        }

        return contents;
    }

    public static async Task<IReadOnlyList<Content>> ReadAsync(
        IArchiveSource source, Archive archive, BlockLocation location, TocEntry entry, byte[] buffer, CancellationToken cancellationToken)
    {
        var contents = new List<Content>();
        if (entry.Type == "BLOBS")
        {
            await foreach (var blob in ArchiveBlocks.ReadLargeObjectsAsync(source, archive, location, entry, cancellationToken))
                contents.Add(await Content.OfAsync(blob.Oid, blob.Content, buffer, cancellationToken));
        }
        else
        {
            await using var stream = ArchiveBlocks.OpenData(source, archive, location, entry);
            contents.Add(await Content.OfAsync(null, stream, buffer, cancellationToken));
        }

        return contents;
    }
}
