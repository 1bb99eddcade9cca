using PgClone.Sql;
using PgClone.Testing;

namespace PgClone.Archives;

/// <summary>Every archive of the collection against what the manifest says is in it.</summary>
public sealed class FixtureArchivesTests
{
    public static TheoryData<string> Names => [.. ArchiveManifest.Names];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_header_is_read(string name)
    {
        var manifest = ArchiveManifest.Of(name);
        await using var source = Open(name);

        var archive = await ArchiveReader.ReadAsync(source, Token);

        Assert.Equal(manifest.Version, archive.Header.Version.ToString());
        Assert.Equal(manifest.Compression, archive.Header.Compression == ArchiveCompression.Zlib ? "gzip" : archive.Header.Compression.ToString().ToLowerInvariant());
        Assert.Equal((manifest.IntSize, manifest.OffSize), (archive.Header.IntSize, archive.Header.OffsetSize));
        Assert.StartsWith("15.18 (", archive.Header.ServerVersion, StringComparison.Ordinal);
        Assert.StartsWith(name[2..4], archive.Header.DumpVersion, StringComparison.Ordinal);
        Assert.Equal(new DateOnly(2026, 11, 22), DateOnly.FromDateTime(archive.Header.CreatedLocalTime!.Value));
        Assert.Equal(name.Contains("sjis", StringComparison.Ordinal) ? ("SJIS", "enc") : ("UTF8", "mini"), (archive.EncodingName, archive.Header.Database));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_table_of_contents_is_read(string name)
    {
        var manifest = ArchiveManifest.Of(name);
        await using var source = Open(name);

        var archive = await ArchiveReader.ReadAsync(source, Token);

        Assert.Equal(manifest.TocCount, archive.Entries.Count);
        Assert.Equal(manifest.DataStart, archive.DataStart);
        Assert.Equal(manifest.Entries.All(e => e.TocFlag == 2), archive.HasOffsets);
        Assert.Equal(
            manifest.Entries.Select(e => (e.DumpId, e.Desc, e.TocFlag == 2 ? e.TocOffset : (long?)null)),
            archive.Entries.Where(e => e.HasData).Select(e => (e.DumpId, e.Type, e.Offset)));
        Assert.Equal("SELECT pg_catalog.set_config('search_path', '', false);\n", archive.SearchPathSql);
        Assert.True(archive.StandardConformingStrings);
        Assert.Equal(archive.Header.Database, archive.DatabaseEntry?.Tag);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Tags_are_decoded(string name)
    {
        var expected = name.Contains("sjis", StringComparison.Ordinal) ? ["\u8868\u30BD"] : ArchiveManifest.Of(name).Entries.Select(e => e.Tag);
        await using var source = Open(name);

        var archive = await ArchiveReader.ReadAsync(source, Token);

        Assert.Equal(expected, archive.Entries.Where(e => e.HasData).Select(e => e.Tag));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_block_is_found(string name)
    {
        var manifest = ArchiveManifest.Of(name);
        await using var source = Open(name);
        var archive = await ArchiveReader.ReadAsync(source, Token);

        var index = await BlockIndex.CreateAsync(source, archive, Token);

        Assert.Equal(
            manifest.Entries.Select(e => (e.DumpId, e.Location)),
            manifest.Entries.Select(e => (e.DumpId, index.TryGet(e.DumpId, out var location) ? location : default)));
        Assert.False(index.TryGet(archive.Entries.First(e => !e.HasData).DumpId, out _));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_block_decompresses_to_what_was_dumped(string name)
    {
        var manifest = ArchiveManifest.Of(name);
        await using var source = Open(name);

        var contents = await ArchiveWalk.ReadAllAsync(source, Token);

        Assert.Equal(manifest.Entries.Select(e => e.DumpId), contents.Keys);
        Assert.All(manifest.Entries, e => Assert.Equal(e.Contents, contents[e.DumpId]));
    }

    [Fact]
    public async Task Every_field_of_an_entry_is_read()
    {
        await using var source = Open("pg17-v1.16-zstd.dump");

        var archive = await ArchiveReader.ReadAsync(source, Token);

        var rows = archive.Entries.Single(e => e is { Type: "TABLE DATA", Tag: "all_types" });
        var table = archive.Entries.Single(e => e is { Type: "TABLE", Tag: "all_types" });
        Assert.Equal((ArchiveSection.Data, ArchiveSection.PreData), (rows.Section, table.Section));
        Assert.StartsWith("CREATE TABLE app.all_types (\n", table.Definition, StringComparison.Ordinal);
        Assert.Equal("DROP TABLE app.all_types;\n", table.DropStatement);
        Assert.Equal(("app", "", "heap", 'r'), (table.Namespace, table.Tablespace, table.TableAccessMethod, table.RelationKind));
        Assert.Equal((1259u, table.Oid), (table.TableOid, rows.Oid));
        Assert.StartsWith("COPY app.all_types (", rows.CopyStatement, StringComparison.Ordinal);
        Assert.Null(rows.Definition);
        Assert.Null(rows.Tablespace);
        Assert.Contains(table.DumpId, rows.Dependencies);
        Assert.Equal(table.Owner, rows.Owner);
        Assert.False(string.IsNullOrEmpty(table.Owner));
    }

    private static FileArchiveSource Open(string name) => FileArchiveSource.Open(Path.Combine(RepositoryPaths.Archives, name));
}
