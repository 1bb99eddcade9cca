using System.Text;
using PgClone.Archives;
using PgClone.Diagnostics;

namespace PgClone.Restoring.Sql;

/// <summary>
/// Text of databases whose encoding is SQL_ASCII: bytes that the server never gave a meaning. The driver sends text as UTF-8, so bytes
/// come over unchanged if they are UTF-8, as they mostly are. Rows may hold any bytes: they are never made into text.
/// </summary>
internal static class SqlAsciiText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The encoding in which the archive's text is read.</summary>
    public static Encoding EncodingOf(Archive archive) =>
        archive.EncodingName == "SQL_ASCII" ? Strict : PostgresEncoding.Get(archive.EncodingName, archive.Name);

    /// <summary>The archive with its table of contents read as UTF-8 where its encoding is SQL_ASCII.</summary>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.ArchiveCodecUnsupported"/>: a name or statement is not UTF-8.</exception>
    public static Archive Decode(Archive archive) =>
        archive.EncodingName == "SQL_ASCII" ? archive.With([.. archive.Entries.Select(entry => Decode(entry, archive))]) : archive;

    private static TocEntry Decode(TocEntry entry, Archive archive)
    {
        try
        {
            return entry with
            {
                Tag = Decode(entry.Tag)!,
                Definition = Decode(entry.Definition),
                DropStatement = Decode(entry.DropStatement),
                CopyStatement = Decode(entry.CopyStatement),
                Namespace = Decode(entry.Namespace),
                Tablespace = Decode(entry.Tablespace),
                Owner = Decode(entry.Owner),
            };
        }
        catch (DecoderFallbackException e)
        {
            throw new PgCloneException(
                ErrorCode.ArchiveCodecUnsupported, "The archive's encoding SQL_ASCII can't be read.", $"{archive.Name}, entry {entry.DumpId}",
                "A name or statement holds bytes that are not UTF-8.", "Dump again with pg_dump --encoding, naming what the bytes really are.", e);
        }
    }

    /// <summary>The reader of the archive took each byte for a character.</summary>
    private static string? Decode(string? text) => text is null || Ascii.IsValid(text) ? text : Strict.GetString(Encoding.Latin1.GetBytes(text));
}
