using System.Text;
using PgClone.Archives;
using PgClone.Diagnostics;

namespace PgClone.Sql;

/// <summary>
/// How an archive's text comes to a database. Where both have an encoding, it is text. In SQL_ASCII, bytes have no meaning: the server takes
/// them as they come, so they must come as the archive has them, rows and statements alike, or one database would hold two encodings.
/// </summary>
internal static class ArchiveText
{
    private const string NoEncoding = "SQL_ASCII";

    /// <summary>Encodings that PostgreSQL knows of clients only: it converts them, or takes nothing but ASCII.</summary>
    private static readonly string[] ClientEncodings = ["SJIS", "SHIFT_JIS_2004", "BIG5", "GBK", "UHC", "GB18030", "JOHAB"];

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The archive as it is sent to a database of an encoding: as text, or with each byte as a character.</summary>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.ArchiveEncodingRefused"/>.</exception>
    public static Archive For(Archive archive, string databaseEncoding)
    {
        if (archive.EncodingName == NoEncoding)
        {
            // Mostly it is UTF-8 all the same. Rows in statements are known only when they are read.
            var mayBeText = databaseEncoding is NoEncoding or "UTF8" && archive.Entries.All(e => e.Type != "TABLE DATA" || e.CopyStatement is not null);
            return (mayBeText ? TryReadAsUtf8(archive) : null) ?? archive.With(archive.Entries, holdsBytes: true);
        }

        if (databaseEncoding != NoEncoding || archive.EncodingName == "UTF8") return archive;

        if (ClientEncodings.Contains(archive.EncodingName)) throw Refused(archive, $"PostgreSQL would have to convert {archive.EncodingName} into an encoding of the database's.");

        var encoding = PostgresEncoding.Get(archive.EncodingName, archive.Name);
        try
        {
            return archive.With([.. archive.Entries.Select(entry => Convert(entry, text => Encoding.Latin1.GetString(encoding.GetBytes(text))))], holdsBytes: true);
        }
        catch (EncoderFallbackException e)
        {
            throw Refused(archive, e.Message);
        }
    }

    /// <summary>What a statement of the archive says, where it is sent as text to whatever database; null if it is none.</summary>
    public static string? TryRead(Archive archive, string text)
    {
        try
        {
            return archive.EncodingName == NoEncoding ? ReadAsUtf8(text) : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>The encoding in which statements in data blocks are read.</summary>
    public static Encoding EncodingOf(Archive archive) =>
        archive.HoldsBytes ? Encoding.Latin1
        : archive.EncodingName == NoEncoding ? Utf8
        : PostgresEncoding.Get(archive.EncodingName, archive.Name);

    private static PgCloneException Refused(Archive archive, string why) => new(
        ErrorCode.ArchiveEncodingRefused,
        $"An archive in {archive.EncodingName} can't be restored into a database without an encoding ({NoEncoding}).",
        archive.Name, why, "Dump again without --encoding: then all bytes come over as they are.");

    private static Archive? TryReadAsUtf8(Archive archive)
    {
        try
        {
            return archive.With([.. archive.Entries.Select(entry => Convert(entry, ReadAsUtf8))]);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>The reader of the archive took each byte for a character.</summary>
    private static string ReadAsUtf8(string text) => Utf8.GetString(Encoding.Latin1.GetBytes(text));

    private static TocEntry Convert(TocEntry entry, Func<string, string> convert)
    {
        return entry with
        {
            Tag = Apply(entry.Tag)!,
            Definition = Apply(entry.Definition),
            DropStatement = Apply(entry.DropStatement),
            CopyStatement = Apply(entry.CopyStatement),
            Namespace = Apply(entry.Namespace),
            Tablespace = Apply(entry.Tablespace),
            Owner = Apply(entry.Owner),
        };

        string? Apply(string? text) => text is null || Ascii.IsValid(text) ? text : convert(text);
    }
}
