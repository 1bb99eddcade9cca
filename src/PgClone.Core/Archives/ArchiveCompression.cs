namespace PgClone.Archives;

/// <summary>How an archive's data blocks are compressed.</summary>
public enum ArchiveCompression
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>zlib; pg_dump calls it gzip.</summary>
    Zlib,

    /// <summary>LZ4 frames; since pg_dump 16.</summary>
    Lz4,

    /// <summary>Zstandard; since pg_dump 16.</summary>
    Zstd,
}
