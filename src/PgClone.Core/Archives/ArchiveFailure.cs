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

    /// <summary>The bytes are not those that were written when the dump was made.</summary>
    public static PgCloneException Changed(string where, string why) => new(
        ErrorCode.ArchiveChanged, "The archive is not the one that its manifest describes.", where, why,
        "Fetch or copy it again, manifest and all; if that changes nothing, use another dump.");

    private static string At(string name, long offset) => $"{name}, byte {offset}";
}
