using PgClone.Diagnostics;

namespace PgClone.Archives;

public sealed class BlockScannerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("pg15-v1.14-none.dump")]
    [InlineData("pg16-v1.15-lz4.dump")]
    [InlineData("pg17-v1.16-gzip-redirected-trailing-toc.dump")]
    [InlineData("pg20dev-v1.16-none.dump")]
    public async Task Blocks_are_found_in_a_stream(string name)
    {
        var manifest = ArchiveManifest.Of(name);
        var bytes = ArchiveManifest.Read(name);
        var scanner = new BlockScanner(await ArchiveReader.ReadAsync(new MemorySource(bytes), Token));

        foreach (var piece in bytes[(int)manifest.DataStart..].Chunk(1021)) scanner.Scan(piece);

        Assert.True(scanner.IsComplete);
        Assert.Equal(manifest.DataEnd, scanner.Position);
        Assert.Equal(manifest.Entries.Select(e => (e.DumpId, e.Location)), scanner.Blocks.Select(b => (b.Key, b.Value)));
    }

    [Fact]
    public async Task It_is_complete_only_with_the_last_byte()
    {
        var bytes = new ArchiveBuilder().Table("t", [1, 2, 3]).LargeObjects("o", (1, [1])).Build();
        var archive = await ArchiveReader.ReadAsync(new MemorySource(bytes), Token);
        var scanner = new BlockScanner(archive);

        foreach (var value in bytes.Skip((int)archive.DataStart))
        {
            Assert.False(scanner.IsComplete);
            Assert.Equal(ErrorCode.ArchiveTruncated, Assert.Throws<PgCloneException>(scanner.ExpectComplete).Code);
            Assert.Equal(1, scanner.Scan([value]));
        }

        Assert.True(scanner.IsComplete);
        Assert.Equal(0, scanner.Scan([1]));
    }

    [Fact]
    public async Task Nonsense_is_refused()
    {
        var archive = await ArchiveReader.ReadAsync(new MemorySource(new ArchiveBuilder().Table("t", []).Build()), Token);

        var error = Assert.Throws<PgCloneException>(() => new BlockScanner(archive).Scan("hello"u8));

        Assert.Equal(ErrorCode.ArchiveCorrupt, error.Code);
    }
}
