using PgClone.Diagnostics;

namespace PgClone.Archives;

/// <summary>Reads what an archive holds, without its data.</summary>
public static class ArchiveReader
{
    /// <summary>Reads an archive's header and table of contents.</summary>
    /// <param name="source">The archive; it stays open.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.NotAnArchive"/>: another format. <see cref="ErrorCode.ArchiveTruncated"/>,
    /// <see cref="ErrorCode.ArchiveCorrupt"/>, <see cref="ErrorCode.ArchiveVersionUnsupported"/>, <see cref="ErrorCode.ArchiveCodecUnsupported"/>,
    /// or what <paramref name="source"/> throws.</exception>
    public static Task<Archive> ReadAsync(IArchiveSource source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new HeadParser(new HeadReader(source.Name, source.ReadAsync)).ParseAsync(cancellationToken);
    }
}
