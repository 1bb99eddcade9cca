using System.IO.Pipelines;
using PgClone.Diagnostics;

namespace PgClone.Archives;

/// <summary>An archive from a pipe, scanned and given its positions, against the one that pg_dump wrote into a file.</summary>
public sealed class ArchiveHeadTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("pg15-v1.14-gzip-piped.dump", "pg15-v1.14-gzip.dump")]
    [InlineData("pg17-v1.16-zstd-piped.dump", "pg17-v1.16-zstd.dump")]
    [InlineData("pg17-v1.16-gzip-redirected-trailing-toc.dump", "pg17-v1.16-gzip.dump")]
    public async Task A_patched_pipe_equals_the_file(string piped, string file)
    {
        var expected = ArchiveManifest.Read(file);

        var patched = await PatchAsync(ArchiveManifest.Read(piped), pieceSize: 1000);

        var differing = Enumerable.Range(0, expected.Length).Where(i => expected[i] != patched[i]).ToList();
        Assert.Equal(expected.Length, patched.Length);
        Assert.All(differing, i => Assert.Contains(i, MayDiffer(file)));
    }

    [Fact]
    public async Task Patching_a_file_changes_nothing()
    {
        var file = ArchiveManifest.Read("pg16-v1.15-lz4.dump");

        Assert.Equal(file, await PatchAsync(file, pieceSize: 4096));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(65536)]
    public async Task The_borders_of_the_pieces_do_not_matter(int pieceSize)
    {
        var builder = new ArchiveBuilder { WithOffsets = false, ChunkSize = 5 };
        var expected = Fill(new ArchiveBuilder { ChunkSize = 5 });

        var patched = await PatchAsync(Fill(builder), pieceSize);

        Assert.Equal(expected, patched);

        static byte[] Fill(ArchiveBuilder b) => b.Table("t", new byte[33]).LargeObjects("o", (1, new byte[12]), (2, [])).Table("empty", []).Build();
    }

    [Fact]
    public async Task What_was_read_beyond_the_head_is_handed_on()
    {
        var bytes = new ArchiveBuilder { WithOffsets = false }.Table("t", new byte[100]).Build();

        var head = await ArchiveHead.ReadAsync(new MemoryStream(bytes), "test", Token);

        Assert.Equal(bytes[head.Length..], head.Leftover.ToArray());
    }

    [Fact]
    public async Task A_head_cut_short_is_noticed()
    {
        var bytes = new ArchiveBuilder().Table("t", []).Build();

        var error = await Assert.ThrowsAsync<PgCloneException>(() => ArchiveHead.ReadAsync(new MemoryStream(bytes[..100]), "test", Token));

        Assert.Equal(ErrorCode.ArchiveTruncated, error.Code);
    }

    private static async Task<byte[]> PatchAsync(byte[] archive, int pieceSize)
    {
        var pipe = PipeReader.Create(new MemoryStream(archive), new StreamPipeReaderOptions(bufferSize: 500)).AsStream();
        var head = await ArchiveHead.ReadAsync(pipe, "test", Token);
        var scanner = new BlockScanner(head.Archive);
        var data = new MemoryStream();
        data.Write(head.Leftover.Span);
        await pipe.CopyToAsync(data, Token);

        var used = data.ToArray().Chunk(pieceSize).Sum(piece => scanner.Scan(piece));
        scanner.ExpectComplete();

        var patched = head.Patch(scanner.Blocks.ToDictionary(b => b.Key, b => b.Value.Offset));
        Assert.Equal(scanner.Position, head.Length + used);
        return [.. patched, .. data.ToArray()[..used]];
    }

    /// <summary>Where the header holds hour, minute and second, before them the zlib level that pg_dump 15 was given: not the same in both.</summary>
    private static IEnumerable<int> MayDiffer(string file) => Enumerable.Range(11, file.StartsWith("pg15", StringComparison.Ordinal) ? 20 : 16);
}
