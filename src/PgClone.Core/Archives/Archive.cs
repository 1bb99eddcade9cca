namespace PgClone.Archives;

/// <summary>An archive's header and table of contents. The data blocks are read one by one, where they lie.</summary>
public sealed class Archive
{
    /// <summary>The archive's name for messages.</summary>
    public required string Name { get; init; }

    /// <summary>The header.</summary>
    public required ArchiveHeader Header { get; init; }

    /// <summary>The table of contents, in restore order.</summary>
    public required IReadOnlyList<TocEntry> Entries { get; init; }

    /// <summary>PostgreSQL's name of the encoding that names, SQL and rows are in: <c>UTF8</c>, <c>SJIS</c>, <c>SQL_ASCII</c>...</summary>
    public required string EncodingName { get; init; }

    /// <summary>Whether backslashes in plain string literals of the archive's SQL stand for themselves.</summary>
    public required bool StandardConformingStrings { get; init; }

    /// <summary>The statement that sets the session's search path; null before version 1.13, where every entry needs its own schema in the path.</summary>
    public required string? SearchPathSql { get; init; }

    /// <summary>Where the table of contents ends: the position of the first data block.</summary>
    public required long DataStart { get; init; }

    /// <summary>Whether the position of every data block is known without a search.</summary>
    public bool HasOffsets => Entries.All(e => !e.HasData || e.Offset is not null);

    /// <summary>The entry with the dumped database's encoding, locale and owner; null if it was dumped without one.</summary>
    public TocEntry? DatabaseEntry => Entries.FirstOrDefault(e => e.Type == "DATABASE");

    /// <summary>The SHA-256 of header and table of contents, in hexadecimal digits.</summary>
    internal string HeadSha256 { get; init; } = "";

    /// <summary>Whether each character of the entries' text stands for a byte of the archive, whatever that means.</summary>
    internal bool HoldsBytes { get; private init; }

    /// <summary>The same archive with other entries.</summary>
    internal Archive With(IReadOnlyList<TocEntry> entries, bool? holdsBytes = null) => new()
    {
        Name = Name,
        Header = Header,
        Entries = entries,
        EncodingName = EncodingName,
        StandardConformingStrings = StandardConformingStrings,
        SearchPathSql = SearchPathSql,
        DataStart = DataStart,
        HeadSha256 = HeadSha256,
        HoldsBytes = holdsBytes ?? HoldsBytes,
    };
}
