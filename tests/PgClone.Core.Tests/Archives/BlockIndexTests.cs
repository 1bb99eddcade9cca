using PgClone.Diagnostics;

namespace PgClone.Archives;

public sealed class BlockIndexTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Offsets_in_the_table_of_contents_spare_the_search()
    {
        var source = new MemorySource(new ArchiveBuilder().Table("t", new byte[500_000]).Table("u", [1]).Build());
        var archive = await ArchiveReader.ReadAsync(source, Token);
        var before = source.Reads;

        await BlockIndex.CreateAsync(source, archive, Token);

        Assert.Equal(before, source.Reads);
    }

    [Fact]
    public async Task The_search_passes_over_large_chunks()
    {
        var source = new MemorySource(new ArchiveBuilder { WithOffsets = false, ChunkSize = 1_000_000 }.Table("t", new byte[5_000_000]).Build());
        var archive = await ArchiveReader.ReadAsync(source, Token);
        var before = source.Reads;

        await BlockIndex.CreateAsync(source, archive, Token);

        Assert.InRange(source.Reads - before, 5, 7);
    }

    [Fact]
    public async Task The_search_reads_small_chunks_in_large_ranges()
    {
        var source = new MemorySource(new ArchiveBuilder { WithOffsets = false, ChunkSize = 20 }.Table("t", new byte[4_000_000]).Build());
        var archive = await ArchiveReader.ReadAsync(source, Token);
        var before = source.Reads;

        await BlockIndex.CreateAsync(source, archive, Token);

        Assert.InRange(source.Reads - before, 1, 5_000_000 / (256 * 1024) + 1);
    }

    [Fact]
    public async Task What_trails_the_last_block_is_not_looked_at()
    {
        byte[] bytes = [.. new ArchiveBuilder { WithOffsets = false }.Table("t", [1, 2]).Build(), .. "garbage"u8];

        var index = await CreateAsync(bytes);

        Assert.True(index.TryGet(100, out var location));
        Assert.Equal(bytes.Length - 7, location.Offset + location.Length);
    }

    [Fact]
    public async Task A_count_of_entries_that_cuts_some_off_is_refused()
    {
        var bytes = new ArchiveBuilder { EntryCount = 4 }.Table("t", [1]).Table("u", [2]).Entry(ArchiveBuilder.Plain(7, "INDEX", "i")).Build();

        var failure = await Assert.ThrowsAsync<PgCloneException>(() => CreateAsync(bytes));

        Assert.Equal(ErrorCode.ArchiveCorrupt, failure.Code);
    }

    [Fact]
    public async Task An_archive_without_data_has_an_empty_index()
    {
        var index = await CreateAsync(new ArchiveBuilder { WithOffsets = false }.Build());

        Assert.False(index.TryGet(1, out _));
    }

    [Fact]
    public async Task A_missing_block_is_an_archive_cut_short()
    {
        var bytes = new ArchiveBuilder { WithOffsets = false }.Table("t", [1]).Table("u", []).Build();

        await FailsAsync(ErrorCode.ArchiveTruncated, bytes[..^11]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(255)]
    public async Task An_unknown_type_of_block_is_refused(byte type)
    {
        var bytes = new ArchiveBuilder { WithOffsets = false }.Table("t", []).Build();
        bytes[^11] = type;

        await FailsAsync(ErrorCode.ArchiveCorrupt, bytes);
    }

    [Fact]
    public async Task A_block_of_no_entry_is_refused()
    {
        var bytes = new ArchiveBuilder { WithOffsets = false }.Table("t", []).Build();
        bytes[^9]++;

        await FailsAsync(ErrorCode.ArchiveCorrupt, bytes);
    }

    [Fact]
    public async Task A_second_block_for_an_entry_is_refused()
    {
        var bytes = new ArchiveBuilder { WithOffsets = false }.Table("t", []).Table("u", []).Build();
        bytes[^9]--;

        await FailsAsync(ErrorCode.ArchiveCorrupt, bytes);
    }

    [Fact]
    public async Task An_offset_within_the_table_of_contents_is_refused() => await FailsAsync(ErrorCode.ArchiveCorrupt, WithOffset(5));

    [Fact]
    public async Task An_offset_behind_the_end_is_an_archive_cut_short() => await FailsAsync(ErrorCode.ArchiveTruncated, WithOffset(long.MaxValue));

    [Fact]
    public async Task The_same_offset_twice_is_refused()
    {
        var bytes = new ArchiveBuilder().Table("t", []).Build();
        var archive = await ArchiveReader.ReadAsync(new MemorySource(bytes), Token);

        await FailsAsync(
            ErrorCode.ArchiveCorrupt,
            new ArchiveBuilder().Entry(archive.Entries[^1] with { DumpId = 90, Offset = archive.DataStart + 100 })
                .Entry(archive.Entries[^1] with { DumpId = 91, Offset = archive.DataStart + 100 }).Table("t", new byte[1000]).Build());
    }

    private static byte[] WithOffset(long offset) =>
        new ArchiveBuilder().Entry(ArchiveBuilder.Plain(90, "TABLE DATA", "t") with { HasData = true, Offset = offset }).Build();

    private static async Task<BlockIndex> CreateAsync(byte[] bytes)
    {
        var source = new MemorySource(bytes);
        return await BlockIndex.CreateAsync(source, await ArchiveReader.ReadAsync(source, Token), Token);
    }

    private static async Task FailsAsync(ErrorCode code, byte[] bytes)
    {
        var error = await Assert.ThrowsAsync<PgCloneException>(() => CreateAsync(bytes));

        Assert.Equal(code, error.Code);
    }
}
