using PgClone.Diagnostics;

namespace PgClone.Archives;

public sealed class PostgresEncodingTests
{
    [Theory]
    [InlineData("UTF8", "\u20AC", "E282AC")]
    [InlineData("LATIN1", "\u00E9", "E9")]
    [InlineData("LATIN2", "\u0159", "F8")]
    [InlineData("LATIN3", "\u0121", "F5")]
    [InlineData("LATIN4", "\u0146", "F1")]
    [InlineData("LATIN5", "\u015F", "FE")]
    [InlineData("LATIN7", "\u0105", "E0")]
    [InlineData("LATIN9", "\u20AC", "A4")]
    [InlineData("ISO_8859_5", "\u0436", "D6")]
    [InlineData("ISO_8859_6", "\u0628", "C8")]
    [InlineData("ISO_8859_7", "\u03B1", "E1")]
    [InlineData("ISO_8859_8", "\u05D0", "E0")]
    [InlineData("WIN866", "\u0436", "A6")]
    [InlineData("WIN874", "\u0E01", "A1")]
    [InlineData("WIN1250", "\u0159", "F8")]
    [InlineData("WIN1251", "\u0436", "E6")]
    [InlineData("WIN1252", "\u20AC", "80")]
    [InlineData("WIN1253", "\u03B1", "E1")]
    [InlineData("WIN1254", "\u015F", "FE")]
    [InlineData("WIN1255", "\u05D0", "E0")]
    [InlineData("WIN1256", "\u0628", "C8")]
    [InlineData("WIN1257", "\u0105", "E0")]
    [InlineData("WIN1258", "\u0111", "F0")]
    [InlineData("KOI8R", "\u0436", "D6")]
    [InlineData("KOI8U", "\u0456", "A6")]
    [InlineData("SJIS", "\u8868", "955C")]
    [InlineData("EUC_JP", "\u8868", "C9BD")]
    [InlineData("GBK", "\u8868", "B1ED")]
    [InlineData("EUC_CN", "\u8868", "B1ED")]
    [InlineData("GB18030", "\u8868", "B1ED")]
    [InlineData("BIG5", "\u8868", "AAED")]
    [InlineData("UHC", "\uD55C", "C7D1")]
    [InlineData("EUC_KR", "\uD55C", "C7D1")]
    [InlineData("JOHAB", "\uD55C", "D065")]
    [InlineData("SQL_ASCII", "\u00FF", "FF")]
    public void Names_are_decoded_as_PostgreSQL_means_them(string name, string text, string bytes)
    {
        var encoding = PostgresEncoding.Get(name, "archive");

        Assert.Equal("a" + text + "z", encoding.GetString([(byte)'a', .. Convert.FromHexString(bytes), (byte)'z']));
    }

    [Fact]
    public void An_unknown_name_is_refused()
    {
        var error = Assert.Throws<PgCloneException>(() => PostgresEncoding.Get("MULE_INTERNAL", "archive"));

        Assert.Equal(ErrorCode.ArchiveCodecUnsupported, error.Code);
    }
}
