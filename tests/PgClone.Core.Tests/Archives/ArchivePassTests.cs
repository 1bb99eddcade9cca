using PgClone.Diagnostics;

namespace PgClone.Archives;

public sealed class ArchivePassTests
{
    private const int Megabyte = 1024 * 1024;
    private const long LookAhead = Megabyte;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Blocks_that_are_read_as_they_come_are_read_once()
    {
        var pass = await Pass.OfAsync(20 * Megabyte, 20 * Megabyte, 1000, 20 * Megabyte);

        foreach (var entry in pass.Entries) await pass.ReadAsync(entry);

        Assert.Equal(pass.Bytes.Length - pass.Archive.DataStart, pass.Source.Bytes);
    }

    [Fact]
    public async Task Several_blocks_are_read_side_by_side_and_once()
    {
        var pass = await Pass.OfAsync([.. Enumerable.Repeat(9 * Megabyte, 9)]);
        foreach (var entry in pass.Entries) pass.Reader.Want(entry.DumpId);

        await Task.WhenAll(pass.Entries.Select(entry => Task.Run(() => pass.ReadAsync(entry), Token)));

        Assert.Equal(pass.Bytes.Length - pass.Archive.DataStart, pass.Source.Bytes);
    }

    [Fact]
    public async Task A_block_that_nobody_wanted_when_it_came_is_read_again()
    {
        var pass = await Pass.OfAsync(20 * Megabyte, 20 * Megabyte, 20 * Megabyte);

        await pass.ReadAsync(pass.Entries[2]);
        await pass.ReadAsync(pass.Entries[0]);

        Assert.InRange(pass.Source.Bytes, 79 * Megabyte, 81 * Megabyte);
    }

    [Fact]
    public async Task It_waits_for_those_that_read_a_wanted_block()
    {
        var pass = await Pass.OfAsync(20 * Megabyte, 20 * Megabyte, 20 * Megabyte);
        pass.Reader.Want(pass.Entries[0].DumpId);

        var last = pass.Reader.FindAsync(pass.Entries[2].DumpId, LookAhead, Token);
        await Task.Delay(200, Token);
        Assert.False(last.IsCompleted);
        Assert.InRange(pass.Source.Bytes, 0, 32 * Megabyte);
        await pass.ReadAsync(pass.Entries[0]);
        await last;

        Assert.InRange(pass.Source.Bytes, 0, pass.Bytes.Length);
    }

    [Fact]
    public async Task It_waits_no_more_for_a_block_that_is_released()
    {
        var pass = await Pass.OfAsync(20 * Megabyte, 20 * Megabyte, 20 * Megabyte);
        pass.Reader.Want(pass.Entries[0].DumpId);
        var last = pass.Reader.FindAsync(pass.Entries[2].DumpId, LookAhead, Token);

        pass.Reader.Release(pass.Entries[0].DumpId);
        await last;

        await pass.ReadAsync(pass.Entries[0]);
    }

    [Fact]
    public async Task It_goes_on_where_whoever_wanted_a_block_does_not_come()
    {
        var pass = await Pass.OfAsync(TimeSpan.FromMilliseconds(20), 20 * Megabyte, 20 * Megabyte, 20 * Megabyte);
        pass.Reader.Want(pass.Entries[0].DumpId);

        await pass.ReadAsync(pass.Entries[2]);

        await pass.ReadAsync(pass.Entries[0]);
    }

    [Fact]
    public async Task A_length_is_exact_where_the_end_was_seen()
    {
        var pass = await Pass.OfAsync(1000, 20 * Megabyte, 1000);

        var small = await pass.Reader.FindAsync(pass.Entries[0].DumpId, LookAhead, Token);
        var large = await pass.Reader.FindAsync(pass.Entries[1].DumpId, LookAhead, Token);

        Assert.InRange(small.Length, 1000, 1100);
        Assert.Equal((small.Offset + small.Length, pass.Bytes.Length - large.Offset), (large.Offset, large.Length));
        Assert.InRange(pass.Source.Bytes, 0, 3 * Megabyte);
    }

    [Fact]
    public async Task What_is_cut_or_damaged_has_the_code_that_a_search_gives_it()
    {
        var bytes = Build([3000, 100_000, 20]);
        var archive = await ArchiveReader.ReadAsync(new MemorySource(bytes), Token);
        var random = new Random(1);
        var refused = 0;
        for (var i = 0; i < 300; i++)
        {
            var damaged = bytes.ToArray();
            var at = random.Next((int)archive.DataStart, bytes.Length);
            if (i % 2 == 0) damaged = damaged[..at];
            else damaged[at] ^= (byte)(1 << random.Next(8));

            var search = await CodeOfAsync(() => BlockIndex.CreateAsync(new MemorySource(damaged), archive, Token));
            var pass = new ArchivePass(new MemorySource(damaged), archive);
            var found = await CodeOfAsync(async () =>
            {
                foreach (var entry in archive.Entries.Where(e => e.HasData)) await pass.FindAsync(entry.DumpId, long.MaxValue, Token);
            });

            Assert.Equal(search, found);
            if (found is not null) refused++;
        }

        Assert.InRange(refused, 150, 299);
    }

    [Fact]
    public async Task Cancelling_ends_the_waiting()
    {
        var pass = await Pass.OfAsync(20 * Megabyte, 20 * Megabyte, 20 * Megabyte);
        pass.Reader.Want(pass.Entries[0].DumpId);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);

        var last = pass.Reader.FindAsync(pass.Entries[2].DumpId, LookAhead, stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => last);
        await pass.ReadAsync(pass.Entries[0]);
    }

    private static async Task<ErrorCode?> CodeOfAsync(Func<Task> read)
    {
        try
        {
            await read();
            return null;
        }
        catch (PgCloneException e)
        {
            return e.Code;
        }
    }

    private static byte[] Build(int[] sizes)
    {
        var builder = new ArchiveBuilder { WithOffsets = false };
        for (var i = 0; i < sizes.Length; i++) builder.Table("t" + i, ContentOf(i, sizes[i]));
        return builder.Build();
    }

    private static byte[] ContentOf(int table, int size)
    {
        var content = new byte[size];
        new Random(table).NextBytes(content);
        return content;
    }

    private sealed record Pass(byte[] Bytes, Archive Archive, MeteredSource Source, ArchivePass Reader, int[] Sizes)
    {
        public IReadOnlyList<TocEntry> Entries { get; } = [.. Archive.Entries.Where(e => e.HasData)];

        public static Task<Pass> OfAsync(params int[] sizes) => OfAsync(TimeSpan.FromMinutes(1), sizes);

        public static async Task<Pass> OfAsync(TimeSpan patience, params int[] sizes)
        {
            var bytes = Build(sizes);
            var archive = await ArchiveReader.ReadAsync(new MemorySource(bytes), Token);
            var source = new MeteredSource(new MemorySource(bytes));
            return new Pass(bytes, archive, source, new ArchivePass(source, archive) { Patience = patience }, sizes);
        }

        /// <summary>Reads a table to its end, and compares.</summary>
        public async Task ReadAsync(TocEntry entry)
        {
            Reader.Want(entry.DumpId);
            var block = await Reader.FindAsync(entry.DumpId, LookAhead, Token);
            await using var data = ArchiveBlocks.OpenData(Reader, Archive, block, entry);
            var content = new MemoryStream();
            await data.CopyToAsync(content, Token);

            var table = Entries.ToList().IndexOf(entry);
            Assert.True(ContentOf(table, Sizes[table]).AsSpan().SequenceEqual(content.ToArray()));
        }
    }
}
