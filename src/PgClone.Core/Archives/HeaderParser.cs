using PgClone.Diagnostics;

namespace PgClone.Archives;

/// <summary>Parses an archive's header.</summary>
internal static class HeaderParser
{
    /// <summary>Where the version's minor number stands.</summary>
    public const int MinorPosition = 6;

    /// <summary>Where the compression stands.</summary>
    public const int CompressionPosition = 11;

    private const int CustomFormat = 1;

    /// <summary>What every archive begins with.</summary>
    public static ReadOnlySpan<byte> Magic => "PGDMP"u8;

    /// <summary>Parses from the first byte to the count of entries, and sets the reader's integer and offset sizes on the way.</summary>
    public static ArchiveHeader Parse(HeadReader reader)
    {
        foreach (var _ in Magic) reader.ReadByte();
        var version = ParseVersion(reader);
        var intSize = ParseSize(reader, "integers");
        var offsetSize = ParseSize(reader, "offsets");
        (reader.IntSize, reader.OffsetSize) = (intSize, offsetSize);

        var format = reader.ReadByte();
        if (format != CustomFormat) throw ForeignFormat.Refuse(format, reader.Name);

        var header = new ArchiveHeader
        {
            Version = version,
            IntSize = intSize,
            OffsetSize = offsetSize,
            Compression = ParseCompression(reader, version),
            CreatedLocalTime = ParseTime(reader),
            Database = reader.ReadText() ?? "",
            ServerVersion = reader.ReadText() ?? "",
            DumpVersion = reader.ReadText() ?? "",
            EntryCount = reader.ReadInt(),
        };
        return header.EntryCount >= 0 ? header : throw reader.Corrupt("The number of entries is negative.");
    }

    private static ArchiveVersion ParseVersion(HeadReader reader)
    {
        var version = new ArchiveVersion(reader.ReadByte(), reader.ReadByte(), reader.ReadByte());
        if (version.IsSupported) return version;

        throw new PgCloneException(
            ErrorCode.ArchiveVersionUnsupported, $"Archives of version {version} are not understood, only 1.12 to 1.16.", reader.Name,
            advice: version < ArchiveVersion.WithTableAccessMethod
                ? "Restore it with pg_restore and dump again with a pg_dump that is still supported."
                : "Update PgClone, restore through an installed pg_restore (the engine pg_restore), or dump again with pg_dump 18 or older.");
    }

    private static int ParseSize(HeadReader reader, string of)
    {
        var size = reader.ReadByte();
        return size is >= 1 and <= 8 ? size : throw reader.Corrupt($"The size of {of} is {size}.");
    }

    private static ArchiveCompression ParseCompression(HeadReader reader, ArchiveVersion version)
    {
        if (version < ArchiveVersion.WithCompressionAlgorithm)
        {
            var zlibLevel = reader.ReadInt();
            return zlibLevel == 0 ? ArchiveCompression.None : ArchiveCompression.Zlib;
        }

        var algorithm = (ArchiveCompression)reader.ReadByte();
        if (Enum.IsDefined(algorithm)) return algorithm;

        throw new PgCloneException(
            ErrorCode.ArchiveCodecUnsupported, $"The archive's compression (algorithm {(int)algorithm}) is not known.", reader.Name,
            advice: "Dump again with pg_dump --compress=zstd, lz4, gzip or none.");
    }

    private static DateTime? ParseTime(HeadReader reader)
    {
        var (second, minute, hour) = (reader.ReadInt(), reader.ReadInt(), reader.ReadInt());
        var (day, month, year) = (reader.ReadInt(), reader.ReadInt() + 1L, reader.ReadInt() + 1900L);
        reader.ReadInt();

        var possible = second is >= 0 and <= 60 && minute is >= 0 and < 60 && hour is >= 0 and < 24
            && year is >= 1900 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth((int)year, (int)month);
        return possible ? new DateTime((int)year, (int)month, day, hour, minute, Math.Min(second, 59), DateTimeKind.Unspecified) : null;
    }
}
