namespace PgClone.Archives;

/// <summary>What an archive says of itself in its first bytes.</summary>
public sealed record ArchiveHeader
{
    /// <summary>The format's version.</summary>
    public required ArchiveVersion Version { get; init; }

    /// <summary>How the data blocks are compressed.</summary>
    public required ArchiveCompression Compression { get; init; }

    /// <summary>
    /// When the dump was begun, by the clock and in the time zone of the machine that pg_dump ran on; the zone is not recorded. Null if
    /// the archive holds no possible time.
    /// </summary>
    public required DateTime? CreatedLocalTime { get; init; }

    /// <summary>The database that was dumped.</summary>
    public required string Database { get; init; }

    /// <summary>The server's version as it named itself, such as <c>17.8 (Debian 17.8-1)</c>.</summary>
    public required string ServerVersion { get; init; }

    /// <summary>pg_dump's version as it named itself.</summary>
    public required string DumpVersion { get; init; }

    /// <summary>How many bytes an integer has, without its sign byte.</summary>
    public required int IntSize { get; init; }

    /// <summary>How many bytes a file offset has, without its flag byte.</summary>
    public required int OffsetSize { get; init; }

    /// <summary>How many entries the table of contents has.</summary>
    public required int EntryCount { get; init; }
}
