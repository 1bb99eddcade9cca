using System.IO.Compression;
using System.Text;
using PgClone.Diagnostics;
using PgClone.Sql;

namespace PgClone.Archives;

public sealed class ArchiveReaderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(14)]
    [InlineData(15)]
    [InlineData(16)]
    public async Task Every_supported_version_has_its_fields(int minor)
    {
        var written = ArchiveBuilder.Plain(7, "TABLE", "t") with
        {
            TableOid = 1259, Oid = 4_000_000_000, Definition = "CREATE TABLE t ();", DropStatement = "DROP TABLE t;", CopyStatement = "", Namespace = "public",
            Tablespace = "fast", TableAccessMethod = minor >= 14 ? "heap" : null, RelationKind = minor >= 16 ? 'p' : '\0', Owner = "me",
            Section = ArchiveSection.PostData, Dependencies = [3, 3, 999999],
        };

        var archive = await ReadAsync(new ArchiveBuilder { Minor = minor, Algorithm = 1 }.Entry(written).Build());

        var read = archive.Entries.Single(e => e.DumpId == 7);
        Assert.Equal(written with { Dependencies = read.Dependencies }, read);
        Assert.Equal([3, 3, 999999], read.Dependencies);
        Assert.Equal((new ArchiveVersion(1, minor, 0), ArchiveCompression.Zlib), (archive.Header.Version, archive.Header.Compression));
        Assert.Equal(("shop", "17.8", "17.8 (test)"), (archive.Header.Database, archive.Header.ServerVersion, archive.Header.DumpVersion));
        Assert.Equal(new DateTime(2026, 1, 31, 23, 58, 59), archive.Header.CreatedLocalTime);
        Assert.Null(archive.SearchPathSql);
    }

    [Fact]
    public async Task Null_and_empty_texts_are_told_apart()
    {
        var archive = await ReadAsync(new ArchiveBuilder().Entry(ArchiveBuilder.Plain(7, "INDEX", "i") with { DropStatement = "", Tablespace = null }).Build());

        var entry = archive.Entries.Single(e => e.DumpId == 7);
        Assert.Equal("", entry.DropStatement);
        Assert.Null(entry.Tablespace);
    }

    [Theory]
    [InlineData("new\nline")]
    [InlineData("quo\"te")]
    [InlineData("it's.dotted")]
    [InlineData(" spaces ")]
    [InlineData("\u65E5\u672C\U0001F418")]
    [InlineData("")]
    public async Task Odd_names_stay_as_they_are(string name)
    {
        var archive = await ReadAsync(new ArchiveBuilder().Entry(ArchiveBuilder.Plain(7, "TABLE", name) with { Namespace = name, Owner = name }).Build());

        var entry = archive.Entries.Single(e => e.DumpId == 7);
        Assert.Equal((name, name, name), (entry.Tag, entry.Namespace, entry.Owner));
    }

    [Fact]
    public async Task An_unknown_type_of_entry_is_kept()
    {
        var archive = await ReadAsync(new ArchiveBuilder().Entry(ArchiveBuilder.Plain(7, "PROPERTY GRAPH", "g", "CREATE PROPERTY GRAPH g;")).Build());

        Assert.Contains(archive.Entries, e => e is { Type: "PROPERTY GRAPH", Definition: "CREATE PROPERTY GRAPH g;" });
    }

    [Theory]
    [InlineData("SJIS", 932)]
    [InlineData("EUC_JP", 51932)]
    [InlineData("BIG5", 950)]
    [InlineData("GBK", 936)]
    [InlineData("GB18030", 54936)]
    public async Task Texts_are_read_in_the_archives_encoding(string name, int codePage)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(codePage)!;
        var text = "\u65E5\u672C";

        var archive = await ReadAsync(new ArchiveBuilder { EncodingName = name, Encoding = encoding }.Entry(ArchiveBuilder.Plain(7, "TABLE", text)).Build());

        Assert.Equal((name, text), (archive.EncodingName, archive.Entries[^1].Tag));
    }

    [Fact]
    public async Task Text_without_an_encoding_keeps_its_bytes()
    {
        var everyByte = new string([.. Enumerable.Range(1, 255).Select(i => (char)i)]);

        var archive = await ReadAsync(
            new ArchiveBuilder { EncodingName = "SQL_ASCII", Encoding = Encoding.Latin1 }.Entry(ArchiveBuilder.Plain(7, "TABLE", everyByte)).Build());

        Assert.Equal(everyByte, archive.Entries[^1].Tag);
    }

    [Fact]
    public async Task Text_that_is_not_in_the_archives_encoding_is_refused()
    {
        var archive = new ArchiveBuilder { EncodingName = "UTF8", Encoding = Encoding.Latin1 }.Entry(ArchiveBuilder.Plain(7, "TABLE", "\u00FC")).Build();

        await RefusesAsync(ErrorCode.ArchiveCorrupt, archive);
    }

    [Theory]
    [InlineData("MULE_INTERNAL")]
    [InlineData("EUC_TW")]
    [InlineData("KLINGON")]
    public Task An_encoding_that_cannot_be_read_is_refused(string name) =>
        RefusesAsync(ErrorCode.ArchiveCodecUnsupported, new ArchiveBuilder { EncodingName = name }.Build());

    [Fact]
    public async Task Backslash_escapes_in_plain_literals_are_noticed()
    {
        var archive = await ReadAsync(new ArchiveBuilder { StandardConformingStrings = "off" }.Build());

        Assert.False(archive.StandardConformingStrings);
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(8, 8)]
    [InlineData(4, 5)]
    public async Task Other_sizes_of_integers_and_offsets_are_read(int intSize, int offsetSize)
    {
        var bytes = new ArchiveBuilder { IntSize = intSize, OffsetSize = offsetSize }.Table("t", "a\n\\.\n\n\n"u8.ToArray()).Build();

        var contents = await ArchiveWalk.ReadAllAsync(new MemorySource(bytes), Token);

        Assert.Equal(7, Assert.Single(Assert.Single(contents).Value).Length);
    }

    [Fact]
    public async Task A_table_of_contents_that_is_larger_than_one_read_is_read()
    {
        var statistics = new string('x', 700_000);
        var builder = new ArchiveBuilder();
        for (var id = 1000; id < 1010; id++) builder.Entry(ArchiveBuilder.Plain(id, "STATISTICS DATA", "s", statistics + id));
        var source = new MemorySource(builder.Build());

        var archive = await ArchiveReader.ReadAsync(source, Token);

        Assert.Equal(Enumerable.Range(1000, 10).Select(id => statistics + id), archive.Entries.Skip(2).Select(e => e.Definition));
        Assert.InRange(source.Reads, 2, 8);
    }

    [Fact]
    public async Task A_time_that_does_not_exist_is_no_time()
    {
        var archive = await ReadAsync(new ArchiveBuilder { Month = 2 }.Build());

        Assert.Null(archive.Header.CreatedLocalTime);
    }

    [Theory]
    [InlineData(1, 17)]
    [InlineData(2, 0)]
    [InlineData(1, 11)]
    [InlineData(0, 9)]
    public Task Versions_that_are_newer_or_older_are_refused(int major, int minor) =>
        RefusesAsync(ErrorCode.ArchiveVersionUnsupported, new ArchiveBuilder { Major = major, Minor = minor }.Build());

    [Fact]
    public Task An_unknown_compression_is_refused() => RefusesAsync(ErrorCode.ArchiveCodecUnsupported, new ArchiveBuilder { Algorithm = 4 }.Build());

    [Theory]
    [InlineData(3, "tar")]
    [InlineData(5, "directory")]
    [InlineData(9, "format 9")]
    public async Task The_header_of_another_format_is_refused(byte format, string named)
    {
        var error = await RefusesAsync(ErrorCode.NotAnArchive, new ArchiveBuilder { Format = format }.Build());

        Assert.Contains(named, error.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("--\n-- PostgreSQL database dump\n--\n", "SQL script")]
    [InlineData("\uFEFF\r\nCREATE TABLE t ();", "SQL script")]
    [InlineData("\\restrict abc\n", "SQL script")]
    [InlineData("toc.dat\0\0\0", "tar archive")]
    [InlineData("<html><title>403 Forbidden</title>", "not an archive")]
    public async Task Other_text_is_refused_by_its_name(string text, string named)
    {
        var error = await RefusesAsync(ErrorCode.NotAnArchive, Encoding.UTF8.GetBytes(text));

        Assert.Contains(named, error.What, StringComparison.Ordinal);
        Assert.NotNull(error.Advice);
        Assert.Equal(named == "tar archive", error.Advice.Contains("pg_restore", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("1F8B0800", "gzip")]
    [InlineData("28B52FFD04", "zstd")]
    [InlineData("04224D1840", "lz4")]
    [InlineData("FD377A585A00", "xz")]
    [InlineData("425A6839", "bzip2")]
    [InlineData("FFFE50004700", "UTF-16")]
    public async Task Compressed_and_reencoded_files_are_refused_with_the_way_out(string hex, string named)
    {
        var error = await RefusesAsync(ErrorCode.NotAnArchive, Convert.FromHexString(hex));

        Assert.Contains(named, error.What, StringComparison.Ordinal);
        Assert.NotNull(error.Advice);
    }

    [Fact]
    public async Task A_compressed_archive_is_refused_with_the_way_out()
    {
        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest)) gzip.Write(new ArchiveBuilder().Build());

        var error = await RefusesAsync(ErrorCode.NotAnArchive, compressed.ToArray());

        Assert.Contains("gunzip", error.Advice, StringComparison.Ordinal);
    }

    private static Task<Archive> ReadAsync(byte[] bytes) => ArchiveReader.ReadAsync(new MemorySource(bytes), Token);

    private static async Task<PgCloneException> RefusesAsync(ErrorCode code, byte[] bytes)
    {
        var error = await Assert.ThrowsAsync<PgCloneException>(() => ReadAsync(bytes));

        Assert.Equal(code, error.Code);
        Assert.Contains("memory", error.Where, StringComparison.Ordinal);
        return error;
    }
}
