using System.Security.Cryptography;
using PgClone.Diagnostics;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace PgClone.Archives;

public sealed class ArchiveBlocksTests
{
    public static TheoryData<ArchiveCompression> Compressions => [.. Enum.GetValues<ArchiveCompression>()];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Compressions))]
    public async Task A_row_of_many_megabytes_comes_through(ArchiveCompression compression)
    {
        var row = new byte[10 * 1024 * 1024];
        new Random(1).NextBytes(row);
        var bytes = new ArchiveBuilder { Algorithm = (byte)compression, ChunkSize = int.MaxValue }.Table("t", row).Table("next", [1]).Build();

        var contents = await ArchiveWalk.ReadAllAsync(new MemorySource(bytes), Token);

        Assert.Equal([Sha(row), Sha([1])], contents.Values.Select(c => c.Single().Sha256));
    }

    [Theory]
    [MemberData(nameof(Compressions))]
    public async Task Chunks_of_a_single_byte_come_through(ArchiveCompression compression)
    {
        var rows = new byte[300_000];
        new Random(2).NextBytes(rows.AsSpan(0, 200_000));
        var bytes = new ArchiveBuilder { Algorithm = (byte)compression, ChunkSize = 1, WithOffsets = false }.Table("t", rows).Build();

        var contents = await ArchiveWalk.ReadAllAsync(new MemorySource(bytes), Token);

        Assert.Equal(Sha(rows), contents[100].Single().Sha256);
    }

    [Theory]
    [MemberData(nameof(Compressions))]
    public async Task Empty_tables_and_large_objects_come_through(ArchiveCompression compression)
    {
        var bytes = new ArchiveBuilder { Algorithm = (byte)compression }.Table("t", []).LargeObjects("o", (5, []), (uint.MaxValue, [7]), (0x80000000, [])).LargeObjects("none").Build();

        var contents = await ArchiveWalk.ReadAllAsync(new MemorySource(bytes), Token);

        Assert.Equal(0, contents[100].Single().Length);
        Assert.Equal([(5u, 0L), (uint.MaxValue, 1L), (0x80000000u, 0L)], contents[101].Select(c => (c.Oid!.Value, c.Length)));
        Assert.Empty(contents[102]);
    }

    [Theory]
    [MemberData(nameof(Compressions))]
    public async Task Large_objects_that_are_not_read_are_passed_over(ArchiveCompression compression)
    {
        var content = RandomNumberGenerator.GetBytes(3_000_000);
        var (source, archive, location, entry) = await OpenAsync(
            new ArchiveBuilder { Algorithm = (byte)compression }.LargeObjects("o", (1, content), (2, content), (3, content)).Build());
        var buffer = new byte[1000];

        var seen = new List<(uint, byte)>();
        await foreach (var blob in ArchiveBlocks.ReadLargeObjectsAsync(source, archive, location, entry, Token))
        {
            if (blob.Oid == 2) continue;
            await blob.Content.ReadExactlyAsync(buffer, Token);
            seen.Add((blob.Oid, buffer[999]));
        }

        Assert.Equal([(1u, content[999]), (3u, content[999])], seen);
    }

    [Theory]
    [MemberData(nameof(Compressions))]
    public async Task Blocks_are_read_at_once(ArchiveCompression compression)
    {
        var tables = Enumerable.Range(0, 8).Select(i => new byte[200_000 + i]).ToList();
        tables.ForEach(new Random(3).NextBytes);
        var builder = new ArchiveBuilder { Algorithm = (byte)compression };
        tables.ForEach(t => builder.Table("t", t));
        var source = new MemorySource(builder.Build());
        var archive = await ArchiveReader.ReadAsync(source, Token);
        var index = await BlockIndex.CreateAsync(source, archive, Token);

        var contents = await Task.WhenAll(archive.Entries.Where(e => e.HasData).Select(e => Task.Run(async () =>
        {
            index.TryGet(e.DumpId, out var location);
            return await ArchiveWalk.ReadAsync(source, archive, location, e, new byte[777], Token);
        })));

        Assert.Equal(tables.Select(Sha), contents.Select(c => c.Single().Sha256));
    }

    [Fact]
    public async Task Large_ranges_are_asked_for()
    {
        var source = new MemorySource(new ArchiveBuilder { ChunkSize = 10 }.Table("t", new byte[8_000_000]).Build());
        var archive = await ArchiveReader.ReadAsync(source, Token);
        var before = source.Reads;

        await ArchiveWalk.ReadAsync(source, archive, new BlockLocation(archive.DataStart, source.Length), archive.Entries[^1], new byte[8192], Token);

        Assert.InRange(source.Reads - before, 1, 15);
    }

    [Fact]
    public async Task The_largest_window_of_zstd_is_allowed()
    {
        var compressed = new MemoryStream();
        using (var encoder = new CompressionStream(compressed))
        {
            encoder.SetParameter(ZSTD_cParameter.ZSTD_c_windowLog, 27);
            encoder.SetParameter(ZSTD_cParameter.ZSTD_c_enableLongDistanceMatching, 1);
            encoder.Write(new byte[1000]);
            encoder.Flush();
            encoder.Write(new byte[1000]);
        }

        var builder = new ArchiveBuilder { Algorithm = (byte)ArchiveCompression.Zstd };
        var frame = compressed.ToArray();
        var bytes = builder.RawTable("t", [.. builder.Int(frame.Length), .. frame, .. builder.Int(0)]).Build();

        var contents = await ArchiveWalk.ReadAllAsync(new MemorySource(bytes), Token);

        Assert.Equal((27 - 10) << 3, frame[5]);
        Assert.Equal(2000, contents[100].Single().Length);
    }

    [Fact]
    public async Task Another_entrys_block_is_refused()
    {
        var (source, archive, location, entry) = await OpenAsync(new ArchiveBuilder().Table("t", [1]).Build());

        await FailsAsync(ErrorCode.ArchiveCorrupt, source, archive, location, entry with { DumpId = 101 });
    }

    [Fact]
    public async Task A_block_of_the_other_type_is_refused()
    {
        var (source, archive, location, entry) = await OpenAsync(new ArchiveBuilder().Table("t", [1]).Build());

        await FailsAsync(ErrorCode.ArchiveCorrupt, source, archive, location, entry with { Type = "BLOBS" });
    }

    [Fact]
    public async Task An_offset_that_is_wrong_is_noticed()
    {
        var (source, archive, location, entry) = await OpenAsync(new ArchiveBuilder().Table("t", [9, 9, 9]).Build());

        await FailsAsync(ErrorCode.ArchiveCorrupt, source, archive, location with { Offset = location.Offset + 1 }, entry);
    }

    [Fact]
    public async Task A_block_that_ends_before_the_next_one_begins_is_refused()
    {
        var builder = new ArchiveBuilder();
        var bytes = builder.RawTable("t", [.. builder.Int(1), 65, .. builder.Int(0), .. builder.Int(1), 66, .. builder.Int(0)]).Table("u", [1]).Build();
        var (source, archive, location, entry) = await OpenAsync(bytes);

        await FailsAsync(ErrorCode.ArchiveCorrupt, source, archive, location, entry);
    }

    [Fact]
    public async Task A_block_that_runs_into_the_next_one_is_refused()
    {
        var builder = new ArchiveBuilder();
        var (source, archive, location, entry) = await OpenAsync(builder.RawTable("t", [.. builder.Int(5), 65]).Table("u", [1, 2, 3]).Build());

        await FailsAsync(ErrorCode.ArchiveCorrupt, source, archive, location, entry);
    }

    [Theory]
    [InlineData(-1, ErrorCode.ArchiveCorrupt)]
    [InlineData(int.MaxValue, ErrorCode.ArchiveTruncated)]
    public async Task Impossible_chunk_lengths_are_refused(int length, ErrorCode code)
    {
        var builder = new ArchiveBuilder();
        var (source, archive, location, entry) = await OpenAsync(builder.RawTable("t", [.. builder.Int(length), 65, .. builder.Int(0)]).Build());

        await FailsAsync(code, source, archive, location, entry);
    }

    [Theory]
    [InlineData(ArchiveCompression.Zlib)]
    [InlineData(ArchiveCompression.Lz4)]
    [InlineData(ArchiveCompression.Zstd)]
    public async Task Compressed_data_that_ends_early_is_noticed_wherever_it_ends(ArchiveCompression compression)
    {
        var builder = new ArchiveBuilder { Algorithm = (byte)compression };
        var compressed = builder.Compress([.. Enumerable.Range(0, 3000).SelectMany(i => BitConverter.GetBytes(i * i))]);
        for (var length = 0; length < compressed.Length; length += length < 40 || length > compressed.Length - 40 ? 1 : 97)
        {
            var cut = new ArchiveBuilder { Algorithm = (byte)compression };
            var chunk = length == 0 ? [] : (byte[])[.. cut.Int(length), .. compressed.AsSpan(0, length)];
            var (source, archive, location, entry) = await OpenAsync(cut.RawTable("t", [.. chunk, .. cut.Int(0)]).Build());

            await FailsAsync(ErrorCode.ArchiveTruncated, source, archive, location, entry);
        }
    }

    [Theory]
    [InlineData(ArchiveCompression.Zlib)]
    [InlineData(ArchiveCompression.Lz4)]
    [InlineData(ArchiveCompression.Zstd)]
    public async Task Bytes_behind_the_compressed_data_are_refused(ArchiveCompression compression)
    {
        var builder = new ArchiveBuilder { Algorithm = (byte)compression };
        var compressed = builder.Compress([1, 2, 3]);
        var (source, archive, location, entry) = await OpenAsync(
            builder.RawTable("t", [.. builder.Int(compressed.Length + 20_000), .. compressed, .. new byte[20_000], .. builder.Int(0)]).Build());

        await FailsAsync(ErrorCode.ArchiveCorrupt, source, archive, location, entry);
    }

    [Theory]
    [InlineData(ArchiveCompression.Zlib)]
    [InlineData(ArchiveCompression.Lz4)]
    [InlineData(ArchiveCompression.Zstd)]
    public async Task Data_that_is_not_compressed_as_the_header_says_is_refused(ArchiveCompression compression)
    {
        var builder = new ArchiveBuilder { Algorithm = (byte)compression };
        var (source, archive, location, entry) = await OpenAsync(
            builder.RawTable("t", [.. builder.Int(12), .. "plain\ntext\n\n"u8, .. builder.Int(0)]).Build());

        await FailsAsync(ErrorCode.ArchiveCorrupt, source, archive, location, entry);
    }

    [Fact]
    public async Task Cancelling_stops_the_reading()
    {
        var (source, archive, location, entry) = await OpenAsync(new ArchiveBuilder { Algorithm = 1 }.Table("t", new byte[10]).Build());
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();

        await using var stream = ArchiveBlocks.OpenData(source, archive, location, entry);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stream.ReadAsync(new byte[10], cancellation.Token).AsTask());
    }

    private static async Task<(MemorySource Source, Archive Archive, BlockLocation Location, TocEntry Entry)> OpenAsync(byte[] bytes)
    {
        var source = new MemorySource(bytes);
        var archive = await ArchiveReader.ReadAsync(source, Token);
        var entry = archive.Entries.First(e => e.HasData);
        var index = await BlockIndex.CreateAsync(source, archive, Token);
        Assert.True(index.TryGet(entry.DumpId, out var location));
        return (source, archive, location, entry);
    }

    private static async Task FailsAsync(ErrorCode code, IArchiveSource source, Archive archive, BlockLocation location, TocEntry entry)
    {
        var error = await Assert.ThrowsAsync<PgCloneException>(() => ArchiveWalk.ReadAsync(source, archive, location, entry, new byte[1024], Token));

        Assert.Equal(code, error.Code);
    }

    private static string Sha(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
