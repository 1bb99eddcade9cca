using System.Diagnostics;
using System.Text;
using PgClone.Servers;
using PgClone.Testing;

namespace PgClone.Archives;

public sealed class BlockCompressorTests
{
    private const int PieceSize = 512 * 1024;

    public static TheoryData<ArchiveCompression, int> Sizes =>
    [
        .. from compression in new[] { ArchiveCompression.Zlib, ArchiveCompression.Zstd }
           from size in new[] { 0, 1, 100_000, PieceSize - 1, PieceSize, PieceSize + 1, (4 * PieceSize) + 7 }
           select (compression, size),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task What_comes_out_is_what_went_in(ArchiveCompression compression, int size)
    {
        var original = Build(size);

        var compressed = await CompressAsync(original, compression, feed: 8191);

        await AssertSameAsync(original, compressed, compression);
        if (size > 100_000) Assert.InRange(compressed.Length, 1, original.Length * 2 / 3);
    }

    [Theory]
    [InlineData(ArchiveCompression.Zlib)]
    [InlineData(ArchiveCompression.Zstd)]
    public async Task It_does_not_matter_in_what_pieces_the_archive_comes(ArchiveCompression compression)
    {
        var original = ArchiveManifest.Read("pg15-v1.14-none.dump");
        var whole = await CompressAsync(original, compression, feed: int.MaxValue);

        await AssertSameAsync(original, whole, compression);
        foreach (var feed in new[] { 1, 2, 3, 1021, 65536 }) Assert.Equal(whole, await CompressAsync(original, compression, feed));
    }

    /// <summary>As pg_restore prints it: with version 15 what zlib makes, with later ones both.</summary>
    [Theory]
    [InlineData(ArchiveCompression.Zlib)]
    [InlineData(ArchiveCompression.Zstd)]
    public async Task Stock_pg_restore_reads_it(ArchiveCompression compression)
    {
        await TestServer.GetAsync();
        var pgRestore = await PostgresBinaries.FindPgRestoreAsync(TestServer.BinDirectory, Token);
        Assert.SkipWhen(compression == ArchiveCompression.Zstd && pgRestore.Version.Major < 16, "Only pg_restore 16 and later read zstd.");
        foreach (var original in new[] { Build((3 * PieceSize) + 5), Build(2 * PieceSize), Build(0), ArchiveManifest.Read("pg15-v1.14-none.dump") })
        {
            var compressed = await CompressAsync(original, compression, feed: 100_000);

            Assert.Equal(await PrintAsync(pgRestore, original), await PrintAsync(pgRestore, compressed));
        }
    }

    [Fact]
    public async Task The_checksum_is_zlibs()
    {
        Assert.Equal(0x11E60398u, Adler32.Append(Adler32.Start, "Wikipedia"u8));
        var bytes = Enumerable.Repeat((byte)0xFF, 1_000_000).ToArray();

        using var compressed = new MemoryStream();
        await using (var zlib = new System.IO.Compression.ZLibStream(compressed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true)) await zlib.WriteAsync(bytes, Token);

        var checksum = Adler32.Append(Adler32.Append(Adler32.Start, bytes.AsSpan(0, 333_333)), bytes.AsSpan(333_333));
        Assert.Equal(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(compressed.ToArray().AsSpan()[^4..]), checksum);
    }

    private static byte[] Build(int size)
    {
        var text = new StringBuilder();
        for (var i = 0; text.Length < size; i++) text.Append(i).Append('\t').Append(unchecked((uint)(i * 2654435761))).Append('\n');
        var rows = Encoding.ASCII.GetBytes(text.ToString(0, Math.Max(0, size)));
        return new ArchiveBuilder { Minor = 14 }
            .Table("t", [.. rows, .. size > 0 && rows[^1] != '\n' ? "\n"u8 : [], .. "\\.\n\n\n"u8])
            .RawTable("nothing", [0, 0, 0, 0, 0])
            .LargeObjects("objects", (1, rows), (4_000_000_000, []), (3, [1, 2, 3]))
            .Build();
    }

    private static async Task<byte[]> CompressAsync(byte[] original, ArchiveCompression compression, int feed)
    {
        PieceCodec codec = compression == ArchiveCompression.Zlib ? new PieceCodec.Zlib { Level = 2 } : new PieceCodec.Zstd { Level = 1 };
        var dumped = await ArchiveHead.ReadAsync(new MemoryStream(original), "test", Token);
        var head = await dumped.CompressedAsync(codec.Compression, codec.Level, Token);
        var scanner = new BlockScanner(head.Archive);
        var blocks = new MemoryStream();
        var compressor = new BlockCompressor(dumped.Archive, codec, data =>
        {
            scanner.Scan(data.Span);
            blocks.Write(data.Span);
            return ValueTask.CompletedTask;
        });

        for (var at = (int)dumped.Archive.DataStart; at < original.Length; at += Math.Min(feed, original.Length - at))
            await compressor.TakeAsync(original.AsMemory(at, Math.Min(feed, original.Length - at)));
        await compressor.CompleteAsync();

        scanner.ExpectComplete();
        return [.. head.Patch(scanner.Blocks.ToDictionary(block => block.Key, block => block.Value.Offset)), .. blocks.ToArray()];
    }

    private static async Task AssertSameAsync(byte[] original, byte[] compressed, ArchiveCompression compression)
    {
        var header = (await ArchiveReader.ReadAsync(new MemorySource(compressed), Token)).Header;
        Assert.Equal((compression, compression == ArchiveCompression.Zlib ? 14 : 15), (header.Compression, header.Version.Minor));
        Assert.Equivalent(await ArchiveWalk.ReadAllAsync(new MemorySource(original), Token), await ArchiveWalk.ReadAllAsync(new MemorySource(compressed), Token), strict: true);
    }

    private static async Task<string> PrintAsync(PostgresBinaries pgRestore, byte[] archive)
    {
        var path = Path.GetTempFileName();
        await File.WriteAllBytesAsync(path, archive, Token);
        using var process = Process.Start(new ProcessStartInfo(pgRestore.GetPath("pg_restore"), ["-f", "-", path]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync(Token);
        var script = await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        File.Delete(path);
        new ToolResult(process.ExitCode, script, await errors).EnsureSuccess();
        // Each script has a password of its own, and its time.
        return string.Join('\n', script.Split('\n').Where(line => !line.StartsWith("\\restrict", StringComparison.Ordinal) && !line.StartsWith("\\unrestrict", StringComparison.Ordinal)));
    }
}
