using System.Text;
using PgClone.Diagnostics;

namespace PgClone.Archives;

/// <summary>PostgreSQL's character encodings as .NET knows them.</summary>
internal static class PostgresEncoding
{
    private static readonly Dictionary<string, int> CodePages = new(StringComparer.Ordinal)
    {
        ["UTF8"] = 65001,
        ["LATIN1"] = 28591,
        ["LATIN2"] = 28592,
        ["LATIN3"] = 28593,
        ["LATIN4"] = 28594,
        ["LATIN5"] = 28599,
        ["LATIN7"] = 28603,
        ["LATIN9"] = 28605,
        ["ISO_8859_5"] = 28595,
        ["ISO_8859_6"] = 28596,
        ["ISO_8859_7"] = 28597,
        ["ISO_8859_8"] = 28598,
        ["WIN866"] = 866,
        ["WIN874"] = 874,
        ["WIN1250"] = 1250,
        ["WIN1251"] = 1251,
        ["WIN1252"] = 1252,
        ["WIN1253"] = 1253,
        ["WIN1254"] = 1254,
        ["WIN1255"] = 1255,
        ["WIN1256"] = 1256,
        ["WIN1257"] = 1257,
        ["WIN1258"] = 1258,
        ["KOI8R"] = 20866,
        ["KOI8U"] = 21866,
        ["SJIS"] = 932,
        ["EUC_JP"] = 51932,
        ["GBK"] = 936,
        ["EUC_CN"] = 51936,
        ["GB18030"] = 54936,
        ["UHC"] = 949,
        ["EUC_KR"] = 51949,
        ["JOHAB"] = 1361,
        ["BIG5"] = 950,
        // Bytes without a meaning: Latin-1 gives each of them a character of its own and takes it back unchanged.
        ["SQL_ASCII"] = 28591,
    };

    /// <summary>The encoding of that name; it throws <see cref="DecoderFallbackException"/> at bytes that are not valid in it.</summary>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.ArchiveCodecUnsupported"/>: .NET has no such encoding.</exception>
    public static Encoding Get(string name, string archiveName)
    {
        if (!CodePages.TryGetValue(name, out var codePage))
            throw new PgCloneException(
                ErrorCode.ArchiveCodecUnsupported, $"The archive's encoding {name} can't be read.", archiveName,
                ".NET knows no such encoding.", "Dump again with pg_dump --encoding=UTF8 or, if the database itself has no encoding (SQL_ASCII), without --encoding.");

        return codePage == 65001
            ? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true)
            : Find(codePage);
    }

    private static Encoding Find(int codePage) =>
        CodePagesEncodingProvider.Instance.GetEncoding(codePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
        ?? Encoding.GetEncoding(codePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
}
