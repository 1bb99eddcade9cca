using System.Globalization;
using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Manifests;
using PgClone.Storage;
using PgClone.Testing;

namespace PgClone.Caching;

public sealed class CachedStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RemoteStore _remote = new(new MemoryStore());
    private readonly List<string> _notices = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Cache => _folder["cache"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_fetched_once_needs_the_store_no_more_and_the_last_listing_is_named()
    {
        var archive = await StoreAsync(1);
        var fetched = await RestoreAsync(Open());
        _notices.Clear();
        _remote.IsLost = true;

        var kept = await RestoreAsync(Open());

        Assert.Equal(archive.Bytes, fetched);
        Assert.Equal(archive.Bytes, kept);
        Assert.Equal(1, _remote.Fetched);
        Assert.StartsWith("The store can't be reached. What it held at 20", Assert.Single(_notices), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_fetched_as_the_latest_is_found_by_its_key_without_the_store()
    {
        var archive = await StoreAsync(1);
        await RestoreAsync(Open());
        _remote.IsLost = true;

        var kept = await RestoreAsync(Open(), archive.Key);

        Assert.Equal(archive.Bytes, kept);
        Assert.StartsWith("The store can't be reached. The dump is taken for what it was", Assert.Single(_notices.Skip(1)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_latest_of_what_was_never_listed_needs_the_store()
    {
        var archive = await StoreAsync(1);
        await RestoreAsync(Open(), archive.Key);
        _remote.IsLost = true;

        Assert.Equal(ErrorCode.StoreUnreachable, (await Assert.ThrowsAsync<PgCloneException>(() => RestoreAsync(Open()))).Code);
    }

    [Fact]
    public async Task What_was_never_fetched_needs_the_store()
    {
        await StoreAsync(1);
        await Open().FindAsync("shop", Token).ToListAsync(Token);
        _remote.IsLost = true;

        Assert.Equal(ErrorCode.StoreUnreachable, (await Assert.ThrowsAsync<PgCloneException>(() => RestoreAsync(Open()))).Code);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_damaged_file_is_fetched_anew(bool cut)
    {
        var archive = await StoreAsync(1);
        await RestoreAsync(Open());
        var damaged = archive.Bytes.ToArray();
        damaged[^1000] ^= 1;
        await File.WriteAllBytesAsync(PathOf(archive), cut ? damaged[..^500] : damaged, Token);

        var read = await RestoreAsync(Open());

        Assert.Equal(archive.Bytes, read);
        Assert.Equal(2, _remote.Fetched);
        Assert.Equal(archive.Bytes, await File.ReadAllBytesAsync(PathOf(archive), Token));
        Assert.Contains(_notices, notice => notice.StartsWith("What is kept of the dump on this machine can't be used: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_cache_can_not_hold_is_read_from_the_store()
    {
        var archive = await StoreAsync(1);

        var read = await RestoreAsync(Open(capacity: archive.Bytes.Length - 1));

        Assert.Equal(archive.Bytes, read);
        Assert.False(File.Exists(PathOf(archive)));
        Assert.Contains(_notices, notice => notice.StartsWith("The dump is not kept on this machine: it has ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_nothing_can_be_written_the_dump_is_read_from_the_store()
    {
        var archive = await StoreAsync(1);
        await File.WriteAllTextAsync(Cache, "no folder", Token);

        var read = await RestoreAsync(Open());

        Assert.Equal(archive.Bytes, read);
        Assert.Contains(_notices, notice => notice.StartsWith("The dump is not kept on this machine: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_full_disk_leaves_nothing_and_the_dump_is_read_from_the_store()
    {
        var archive = await StoreAsync(1);
        Directory.CreateDirectory(Cache);
        await using var disk = await SmallDisk.MountAsync(Cache, archive.Bytes.Length * 3 / 4);

        var read = await RestoreAsync(Open());

        Assert.Equal(archive.Bytes, read);
        Assert.Empty(Directory.EnumerateFiles(Cache, "*.dump*"));
        Assert.Contains(_notices, notice => notice.StartsWith("The dump is not kept on this machine: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_many_at_once_one_fetches_and_all_get_it()
    {
        var archive = await StoreAsync(1);

        var read = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => RestoreAsync(Open()))));

        Assert.All(read, bytes => Assert.Equal(archive.Bytes, bytes));
        Assert.Equal(1, _remote.Fetched);
    }

    [Fact]
    public async Task What_killed_processes_left_is_removed()
    {
        var archive = await StoreAsync(1);
        Directory.CreateDirectory(Cache);
        string[] left = [PathOf(archive) + ".incoming", Path.Combine(Cache, new string('0', 64) + ".dump.incoming"), Path.Combine(Cache, new string('f', 64) + ".dump.incoming")];
        foreach (var path in left) await File.WriteAllTextAsync(path, "half", Token);

        var read = await RestoreAsync(Open());

        Assert.Equal(archive.Bytes, read);
        Assert.All(left, path => Assert.False(File.Exists(path)));
    }

    [Fact]
    public async Task What_another_process_is_fetching_stays()
    {
        await StoreAsync(1);
        Directory.CreateDirectory(Cache);
        var other = new CacheFolder(Cache, long.MaxValue);
        var mine = (await ManifestOf.ArchiveAsync(ArchiveOf(1))).Identity[0];
        var held = new List<IDisposable>();
        foreach (var name in "0123456789abcdef".Where(digit => digit != mine).Select(digit => new string(digit, 64) + ".dump"))
        {
            held.Add(await other.LockAsync(name, () => { }, Token));
            await using var incoming = other.CreateIncoming(name);
        }

        await RestoreAsync(Open());
        foreach (var one in held) one.Dispose();

        Assert.Equal(15, Directory.EnumerateFiles(Cache, "*.incoming").Count());
    }

    [Fact]
    public async Task An_archive_that_was_replaced_together_with_its_manifest_is_fetched()
    {
        await StoreAsync(1);
        await RestoreAsync(Open());
        var other = await StoreAsync(2);

        var read = await RestoreAsync(Open());

        Assert.Equal(other.Bytes, read);
        Assert.Equal(2, _remote.Fetched);
    }

    [Fact]
    public async Task An_archive_that_is_not_its_manifests_is_not_kept_and_reaches_those_who_refuse_it()
    {
        var archive = await StoreAsync(1);
        var other = archive.Bytes.ToArray();
        other[^1000] ^= 1;
        await PutAsync(KeyOf(1), other);

        var read = await RestoreAsync(Open());

        Assert.Equal(other, read);
        Assert.Empty(Directory.EnumerateFiles(Cache, "*.dump*"));
    }

    [Fact]
    public async Task The_archive_that_was_not_used_for_longest_goes_first()
    {
        var archives = new[] { await StoreAsync(1), await StoreAsync(2, KeyOf(2)), await StoreAsync(3, KeyOf(3)) };
        foreach (var (archive, age) in new[] { (archives[0], 2), (archives[1], 3) })
        {
            await RestoreAsync(Open(), archive.Key);
            File.SetLastWriteTimeUtc(PathOf(archive), DateTime.UtcNow - TimeSpan.FromHours(age));
        }

        // Used: it is the younger one now.
        await RestoreAsync(Open(), archives[1].Key);
        var manifests = Directory.EnumerateFiles(Cache, "*.json").Concat(Directory.EnumerateFiles(Cache, "*.list")).Sum(file => new FileInfo(file).Length);
        await RestoreAsync(Open(archives[1].Bytes.Length + archives[2].Bytes.Length + 2 * manifests), archives[2].Key);

        Assert.Equal([false, true, true], archives.Select(archive => File.Exists(PathOf(archive))));
    }

    [Fact]
    public async Task A_dump_without_a_manifest_is_not_kept()
    {
        await PutAsync(KeyOf(1), ArchiveOf(1));

        var read = await RestoreAsync(Open());

        Assert.Equal(ArchiveOf(1), read);
        Assert.Empty(Directory.EnumerateFiles(Cache, "*.dump"));
    }

    [Fact]
    public async Task All_that_is_kept_is_its_owners_alone()
    {
        if (OperatingSystem.IsWindows()) return;

        await StoreAsync(1);

        await RestoreAsync(Open());

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Cache));
        foreach (var file in Directory.EnumerateFiles(Cache)) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    private static DumpKey KeyOf(int day) => DumpKey.Parse(string.Create(CultureInfo.InvariantCulture, $"shop/2026_11_0{day}_09_30_00_000000.default.dump"));

    /// <summary>Different archives of about the same size.</summary>
    private static byte[] ArchiveOf(int number) => File.ReadAllBytes(Path.Combine(
        RepositoryPaths.Archives, number switch { 1 => "pg15-v1.14-gzip.dump", 2 => "pg16-v1.15-gzip.dump", _ => "pg17-v1.16-zstd.dump" }));

    private CachedStore Open(long capacity = 1_000_000_000) => new(_remote, "memory", new CacheFolder(Cache, capacity), notice => { lock (_notices) _notices.Add(notice); });

    private string PathOf(StoredArchive archive) => Path.Combine(Cache, archive.Manifest.Identity + ".dump");

    private async Task<StoredArchive> StoreAsync(int number, DumpKey? key = null)
    {
        var archive = new StoredArchive(key ?? KeyOf(1), ArchiveOf(number), await ManifestOf.ArchiveAsync(ArchiveOf(number)));
        await PutAsync(archive.Key, archive.Bytes);
        await ManifestFile.WriteAsync(_remote, archive.Key, archive.Manifest, Token);
        return archive;
    }

    private async Task PutAsync(DumpKey key, byte[] bytes)
    {
        await using var writer = await _remote.CreateAsync(key, 0, Token);
        await writer.WriteAsync(bytes, Token);
        await writer.CommitAsync(default, Token);
    }

    /// <summary>Does what a restore of the latest dump does, or of a certain one, and reads all of it.</summary>
    private static async Task<byte[]> RestoreAsync(CachedStore store, DumpKey? key = null)
    {
        var source = key?.Value ?? "shop";
        var found = (await Catalog.FindAsync(store, source, Token)).Resolve(source);
        await using var opened = await store.OpenAsync(found.Key, Token);
        var bytes = new byte[opened.Length];
        Assert.Equal(bytes.Length, await opened.ReadAsync(0, bytes, Token));
        return bytes;
    }

    private sealed record StoredArchive(DumpKey Key, byte[] Bytes, Manifest Manifest);
}
