using PgClone.Diagnostics;

namespace PgClone.Archives;

public sealed class FileArchiveSourceTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("pgclone-source-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public async Task Ranges_are_read()
    {
        var path = Path.Combine(_root.FullName, "f");
        await File.WriteAllBytesAsync(path, [1, 2, 3, 4, 5], Token);
        await using var source = FileArchiveSource.Open(path);
        var buffer = new byte[3];

        var reads = new[] { await source.ReadAsync(1, buffer, Token), await source.ReadAsync(3, buffer, Token), await source.ReadAsync(5, buffer, Token), await source.ReadAsync(99, buffer, Token) };

        Assert.Equal([3, 2, 0, 0], reads);
        Assert.Equal([4, 5, 4], buffer);
        Assert.Equal((path, 5), (source.Name, source.Length));
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var error = Assert.Throws<PgCloneException>(() => FileArchiveSource.Open(Path.Combine(_root.FullName, "none")));

        Assert.Equal(ErrorCode.DumpNotFound, error.Code);
        Assert.Contains("none", error.Where, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_format_dump_is_refused_with_the_way_out()
    {
        var error = Assert.Throws<PgCloneException>(() => FileArchiveSource.Open(_root.FullName));

        Assert.Equal(ErrorCode.NotAnArchive, error.Code);
        Assert.Contains("pg_dump -Fc", error.Advice, StringComparison.Ordinal);
    }
}
