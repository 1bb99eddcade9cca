using System.Diagnostics;
using System.Runtime.Versioning;
using PgClone.Diagnostics;
using PgClone.Files;
using PgClone.Testing;

namespace PgClone.Servers.Local;

public sealed class FileLockTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("pgclone-lock-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string LockFile => Path.Combine(_directory, "lock");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Is_held_by_one_at_a_time()
    {
        using (await FileLock.AcquireAsync(LockFile, Token)) Assert.Null(FileLock.TryAcquire(LockFile));

        using var again = FileLock.TryAcquire(LockFile);
        Assert.NotNull(again);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Is_busy_where_another_process_holds_it()
    {
        await File.WriteAllTextAsync(LockFile, "", Token);
        using var holder = Process.Start(new ProcessStartInfo("flock", [LockFile, "sh", "-c", "echo held; cat"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        await holder.StandardOutput.ReadLineAsync(Token);

        Assert.Null(FileLock.TryAcquire(LockFile));

        holder.StandardInput.Close();
        await holder.WaitForExitAsync(Token);
        using var held = FileLock.TryAcquire(LockFile);
        Assert.NotNull(held);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Is_its_owners_alone()
    {
        using var held = FileLock.TryAcquire(LockFile);

        Assert.Equal(PrivateFiles.OwnerOnly, File.GetUnixFileMode(LockFile));
    }

    [Fact]
    public async Task A_missing_folder_is_no_busy_lock() =>
        await Assert.ThrowsAsync<DirectoryNotFoundException>(() => FileLock.AcquireAsync(Path.Combine(_directory, "missing", "lock"), Token));

    [Fact]
    public async Task A_folder_in_its_place_is_no_busy_lock()
    {
        Directory.CreateDirectory(LockFile);

        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => FileLock.AcquireAsync(LockFile, Token));
    }

    [Fact]
    public async Task A_full_disk_is_no_busy_lock()
    {
        await using var disk = await TinyDisk.MountAsync("size=64k,nr_inodes=1");

        var e = await Assert.ThrowsAsync<IOException>(() => FileLock.AcquireAsync(Path.Combine(disk.Directory, "lock"), Token));

        Assert.Contains("No space left", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_read_only_disk_is_no_busy_lock()
    {
        await using var disk = await TinyDisk.MountAsync("size=64k,ro");

        await Assert.ThrowsAsync<IOException>(() => FileLock.AcquireAsync(Path.Combine(disk.Directory, "lock"), Token));
    }

    [Theory]
    [InlineData("size=64k,nr_inodes=1", "No space left")]
    [InlineData("size=64k,ro", "Read-only")]
    [InlineData("size=1m", "No space left")]
    public async Task A_server_says_what_is_wrong_with_its_disk(string options, string why)
    {
        await TestServer.GetAsync();
        await using var disk = await TinyDisk.MountAsync(options);
        var server = new LocalServer(new LocalServerOptions { DataRoot = disk.Directory, BinDirectory = TestServer.BinDirectory, TemplateRoot = TestServer.TemplateRoot });

        var e = await Assert.ThrowsAsync<PgCloneException>(() => server.EnsureStartedAsync(Token));

        Assert.Equal(ErrorCode.LocalServerFailed, e.Code);
        Assert.Contains(why, e.Why, StringComparison.Ordinal);
        Assert.Contains("disk", e.Advice, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateDirectories(disk.Directory, "data*", SearchOption.AllDirectories));
    }
}
