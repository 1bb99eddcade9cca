using PgClone.Diagnostics;

namespace PgClone.Archives;

/// <summary>The failures that have the same words wherever an archive is read.</summary>
internal static class ArchiveFailure
{
    public static PgCloneException Truncated(string name, long offset, string inside, Exception? innerException = null) => new(
        ErrorCode.ArchiveTruncated, "The archive ends too early.", At(name, offset), $"It ends within {inside}.",
        "The dump or its transfer was cut short: fetch it or dump it again.", innerException);

    public static PgCloneException Corrupt(string name, long offset, string why, Exception? innerException = null) =>
        Corrupt(At(name, offset), why, innerException);

    public static PgCloneException Corrupt(string where, string why, Exception? innerException = null) => new(
        ErrorCode.ArchiveCorrupt, "The archive is damaged.", where, why, "Fetch it again; if that changes nothing, use another dump.", innerException);

    private static string At(string name, long offset) => $"{name}, byte {offset}";
}
