using System.Runtime.Versioning;
using PgClone.Storage;

namespace PgClone.Files;

[UnsupportedOSPlatform("windows")]
public sealed class PrivateFilesTests : IDisposable
{
    private const UnixFileMode Readable = PrivateFiles.OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly string _directory = Directory.CreateTempSubdirectory("pgclone-files-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_file_that_others_could_read_is_its_owners_alone_once_it_is_overwritten()
    {
        var path = Path.Combine(_directory, "file");
        await File.WriteAllTextAsync(path, "old", Token);
        File.SetUnixFileMode(path, Readable);

        await PrivateFiles.WriteAsync(path, "new", Token);

        Assert.Equal("new", await File.ReadAllTextAsync(path, Token));
        Assert.Equal(PrivateFiles.OwnerOnly, File.GetUnixFileMode(path));
        Assert.Single(Directory.EnumerateFiles(_directory));
    }

    [Fact]
    public async Task What_stands_open_for_others_is_not_written_into()
    {
        var path = Path.Combine(_directory, "file");
        await File.WriteAllTextAsync(path, "old", Token);
        await using var reader = File.OpenRead(path);

        await PrivateFiles.WriteAsync(path, "secret", Token);

        using var text = new StreamReader(reader);
        Assert.Equal("old", await text.ReadToEndAsync(Token));
    }

    [Fact]
    public async Task A_dump_and_the_folders_made_for_it_are_their_owners_alone_from_the_first_byte()
    {
        var store = new DirectoryStore(Path.Combine(_directory, "store"));
        var key = DumpKey.Create(KeyLayout.Database, "shop", "default", DateTimeOffset.UnixEpoch, "here");

        await using var writer = await store.CreateAsync(key, 0, Token);
        await writer.WriteAsync(new byte[] { 1 }, Token);
        var unfinished = Directory.EnumerateFiles(_directory, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).Single();
        var modeUnfinished = File.GetUnixFileMode(unfinished);
        await writer.CommitAsync(ReadOnlyMemory<byte>.Empty, Token);

        Assert.Equal(PrivateFiles.OwnerOnly, modeUnfinished);
        Assert.Equal(PrivateFiles.OwnerOnly, File.GetUnixFileMode(Path.Combine(store.Location, key.Value)));
        Assert.Equal(PrivateFiles.OwnerOnlyFolder, File.GetUnixFileMode(store.Location));
        Assert.Equal(PrivateFiles.OwnerOnlyFolder, File.GetUnixFileMode(Path.Combine(store.Location, "shop")));
    }

    [Fact]
    public void A_folder_that_is_there_keeps_its_mode()
    {
        const UnixFileMode Shared = PrivateFiles.OwnerOnlyFolder | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;
        File.SetUnixFileMode(_directory, Shared);

        PrivateFiles.CreateDirectory(Path.Combine(_directory, "new"), reachable: false);

        Assert.Equal(Shared, File.GetUnixFileMode(_directory));
        Assert.Equal(PrivateFiles.OwnerOnlyFolder, File.GetUnixFileMode(Path.Combine(_directory, "new")));
    }
}
