using System.Text;
using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Sql;
using PgClone.Testing;

namespace PgClone.Restoring;

/// <summary>Archives whose table of contents says something wrong: what random damage has found, each by its name.</summary>
public sealed class ChangedEntryTests(SampleDump sample) : IClassFixture<SampleDump>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("TABLE DATA")]
    [InlineData("TRIGGER")]
    [InlineData("RULE")]
    [InlineData("FK CONSTRAINT")]
    [InlineData("INDEX")]
    public async Task An_entry_has_its_turn_whatever_section_it_names(string type)
    {
        var archive = await ChangeAsync(entry => entry.Type == type ? entry with { Section = ArchiveSection.PreData } : entry);
        await using var database = await TestServer.CreateDatabaseAsync();

        await PlainRestore.IntoAsync(database, archive);

        Assert.Equal(sample.Lines, await PlainDump.LinesOfAsync(database));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("COPZ app.orders (id, customer_id, note) FROM stdin;\n")]
    [InlineData("COPY app.orders (id, customer_id, note) TO stdout;\n")]
    public async Task A_statement_that_copies_no_rows_is_refused(string copy) => Assert.Equal(
        ErrorCode.ArchiveCorrupt, await RefuseAsync(entry => entry is { Type: "TABLE DATA", Tag: "orders" } ? entry with { CopyStatement = copy } : entry));

    [Theory]
    [InlineData("COPY app.customer FROM stdin;\n")]
    [InlineData("COPY app.customer TO stdout;\n")]
    public async Task A_definition_that_copies_rows_is_refused(string definition) => Assert.Equal(
        ErrorCode.RestoreStatementFailed, await RefuseAsync(entry => entry.Type == "INDEX" ? entry with { Definition = definition } : entry));

    [Fact]
    public async Task A_large_object_that_comes_twice_is_refused()
    {
        var objects = new ArchiveBuilder { Minor = 14 };
        var archive = await ChangeAsync(entry => entry, entry => entry.Type == "BLOBS" ? objects.BlockOf(entry, (4001, "a"u8.ToArray()), (4001, "b"u8.ToArray())) : null);
        await using var database = await TestServer.CreateDatabaseAsync();

        var failure = await Assert.ThrowsAsync<PgCloneException>(() => PlainRestore.IntoAsync(database, archive));

        Assert.Equal(ErrorCode.ArchiveCorrupt, failure.Code);
    }

    [Fact]
    public async Task A_group_of_large_objects_that_names_none_is_refused()
    {
        var source = new MemorySource(new ArchiveBuilder().Entry(ArchiveBuilder.Plain(7, "BLOB METADATA", "4001", "40x1\n") with { Section = ArchiveSection.Data }).Build());
        await using var database = await TestServer.CreateDatabaseAsync();

        var failure = await Assert.ThrowsAsync<PgCloneException>(() => PlainRestore.IntoAsync(database, source));

        Assert.Equal(ErrorCode.ArchiveCorrupt, failure.Code);
    }

    [Fact]
    public async Task An_insert_statement_without_an_end_is_refused()
    {
        var rows = Encoding.UTF8.GetBytes("INSERT INTO t VALUES ('" + new string('x', 20_000_000));
        var source = new MemorySource(new ArchiveBuilder { Algorithm = (byte)ArchiveCompression.Zlib }.Table(
            ArchiveBuilder.Plain(7, "TABLE DATA", "t") with { HasData = true, Section = ArchiveSection.Data }, rows).Build());
        await using var database = await TestServer.CreateDatabaseAsync();

        var failure = await Assert.ThrowsAsync<PgCloneException>(() => PlainRestore.IntoAsync(database, source));

        Assert.Equal(ErrorCode.ArchiveCorrupt, failure.Code);
    }

    private async Task<ErrorCode> RefuseAsync(Func<TocEntry, TocEntry> change)
    {
        var archive = await ChangeAsync(change);
        await using var database = await TestServer.CreateDatabaseAsync();
        return (await Assert.ThrowsAsync<PgCloneException>(() => PlainRestore.IntoAsync(database, archive))).Code;
    }

    private async Task<MemorySource> ChangeAsync(Func<TocEntry, TocEntry> change, Func<TocEntry, byte[]?>? changeBlock = null)
    {
        var parts = await ArchiveParts.TakeAsync(sample.Plain, Token);
        return new MemorySource((parts with { Parts = [.. parts.Parts.Select(part => (change(part.Entry), changeBlock?.Invoke(part.Entry) ?? part.Block))] }).Build());
    }
}
