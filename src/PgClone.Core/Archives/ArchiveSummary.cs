namespace PgClone.Archives;

/// <summary>What a person wants to know of an archive.</summary>
public sealed record ArchiveSummary
{
    /// <summary>The archive's size.</summary>
    public required long Bytes { get; init; }

    /// <summary>Format version, compression, database, versions, time.</summary>
    public required ArchiveHeader Header { get; init; }

    /// <summary>PostgreSQL's name of the encoding.</summary>
    public required string EncodingName { get; init; }

    /// <summary>Whether the data blocks' positions are recorded, so that pg_restore -j can jump to them.</summary>
    public required bool HasOffsets { get; init; }

    /// <summary>How many entries there are of each type, in the alphabet's order.</summary>
    public required IReadOnlyDictionary<string, int> EntryCounts { get; init; }

    /// <summary>The data blocks, the largest first.</summary>
    public required IReadOnlyList<DataSummary> Data { get; init; }

    internal static ArchiveSummary Of(Archive archive, BlockIndex index, long bytes) => new()
    {
        Bytes = bytes,
        Header = archive.Header,
        EncodingName = archive.EncodingName,
        HasOffsets = archive.HasOffsets,
        EntryCounts = new SortedDictionary<string, int>(archive.Entries.CountBy(e => e.Type).ToDictionary(), StringComparer.Ordinal),
        Data = [.. archive.Entries.Where(e => e.HasData).Select(e => Summarize(e, index)).OrderByDescending(d => d.CompressedBytes)],
    };

    private static DataSummary Summarize(TocEntry entry, BlockIndex index)
    {
        index.TryGet(entry.DumpId, out var location);
        return new DataSummary(entry.Type, entry.Namespace, entry.Tag, location.Length);
    }
}
