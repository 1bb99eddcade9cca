using PgClone.Diagnostics;

namespace PgClone.Archives;

/// <summary>An archive that is cut anywhere is never taken for one that holds less.</summary>
public sealed class TruncationTests
{
    private static readonly Dictionary<string, byte[]> Archives = new()
    {
        ["zlib"] = Small(ArchiveCompression.Zlib, withOffsets: true),
        ["lz4"] = Small(ArchiveCompression.Lz4, withOffsets: true),
        ["zstd"] = Small(ArchiveCompression.Zstd, withOffsets: true),
        ["not compressed, without offsets"] = Small(ArchiveCompression.None, withOffsets: false),
        ["zlib, without offsets"] = Small(ArchiveCompression.Zlib, withOffsets: false),
    };

    public static TheoryData<string> Names => [.. Archives.Keys];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_cut_at_any_byte_is_noticed(string name)
    {
        var archive = Archives[name];
        Assert.NotEmpty(await ArchiveWalk.ReadAllAsync(new MemorySource(archive), Token));

        for (var length = 0; length < archive.Length; length++) await IsNoticedAsync(archive, length);
    }

    [Theory]
    [InlineData("pg15-v1.14-none-inserts.dump")]
    [InlineData("pg15-v1.14-gzip-sjis.dump")]
    public async Task A_cut_in_a_real_archive_is_noticed(string name)
    {
        var archive = ArchiveManifest.Read(name);

        for (var length = archive.Length - 1; length > 0; length -= 13) await IsNoticedAsync(archive, length);
    }

    [Fact]
    public async Task A_cut_before_the_trailing_table_of_contents_loses_nothing()
    {
        var archive = ArchiveManifest.Read("pg17-v1.16-gzip-redirected-trailing-toc.dump");
        var end = (int)ArchiveManifest.Of("pg17-v1.16-gzip-redirected-trailing-toc.dump").DataEnd;

        Assert.NotEmpty(await ArchiveWalk.ReadAllAsync(new MemorySource(archive.AsMemory(0, end)), Token));
        await Assert.ThrowsAsync<PgCloneException>(() => ArchiveWalk.ReadAllAsync(new MemorySource(archive.AsMemory(0, end - 1)), Token));
    }

    private static async Task IsNoticedAsync(byte[] archive, int length)
    {
        var error = await Assert.ThrowsAsync<PgCloneException>(() => ArchiveWalk.ReadAllAsync(new MemorySource(archive.AsMemory(0, length)), Token));

        Assert.Equal((length, length == 0 ? ErrorCode.NotAnArchive : ErrorCode.ArchiveTruncated), (length, error.Code));
    }

    private static byte[] Small(ArchiveCompression compression, bool withOffsets) =>
        new ArchiveBuilder { Algorithm = (byte)compression, WithOffsets = withOffsets, ChunkSize = 50 }
            .Table("a", [.. Enumerable.Range(0, 250).SelectMany(i => BitConverter.GetBytes(i * i))])
            .LargeObjects("o", (1, new byte[100]), (2, []))
            .Table("empty", [])
            .Table("z", "1\n\\.\n\n\n"u8.ToArray())
            .Build();
}
