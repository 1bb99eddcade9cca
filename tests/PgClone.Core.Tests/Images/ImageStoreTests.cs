using Microsoft.Extensions.Logging.Abstractions;
using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Servers.Local;
using PgClone.Storage;
using PgClone.Testing;

namespace PgClone.Images;

/// <summary>One machine has put an image into a store that is a folder; these are the others.</summary>
[Collection(ImageTests.Name)]
public sealed class ImageStoreTests : ImageTestCase
{
    private readonly string _store;

    public ImageStoreTests(PushedStore pushed)
        : base(pushed)
    {
        _store = Path.Combine(Root, "store");
        pushed.CopyTo(_store);
    }

    private protected override string Storage => _store;

    private string StoredArchive => Directory.EnumerateFiles(Path.Combine(_store, "images"), "*" + ImageFolder.ArchiveExtension, SearchOption.AllDirectories).Single();

    private string StoredManifest => Directory.EnumerateFiles(Path.Combine(_store, "images"), "*.json", SearchOption.AllDirectories).Single();

    private IEnumerable<string> LocalArchives => Directory.EnumerateFiles(Images, "*" + ImageFolder.ArchiveExtension);

    [Fact]
    public async Task A_machine_copies_what_another_one_restored_and_sees_one_dump_as_ever()
    {
        await using (var restore = await RestoreAsync(options => options with { Source = Shop.Database, PushImages = true }))
        {
            AssertSilent();
            Assert.True(restore.Result.IsCopy);
            Assert.Equal((long)ShopStore.Rows, await ScalarAsync(restore, "SELECT count(*) FROM orders"));
        }

        // It was unpacked as it came.
        Assert.Empty(LocalArchives);
        Assert.Equal(Shop.Key, Assert.Single(await Cloner().ListAsync(new ListOptions(), Token)).Key.Value);
        Assert.Equal(Shop.Key, Assert.Single(await Cloner().ListStoredImagesAsync(Shop.Database, cancellationToken: Token)).DumpKey);
        var dropped = Assert.Single(await Cloner().DropImagesAsync(Shop.Database, Token));
        Assert.Equal((Shop.Key, null, true), (dropped.DumpKey, dropped.Bytes, dropped.IsUnpacked));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Images));
    }

    [Fact]
    public async Task One_that_is_damaged_is_refused_and_who_may_puts_another_in_its_place()
    {
        await ChangeAsync(StoredArchive, bytes => bytes[bytes.Length / 2] ^= 1);
        var damaged = StoredArchive;

        await using (var restore = await RestoreAsync(options => options with { PushImages = true }))
        {
            Assert.Matches("^The image of .* is not used: .*\\. The dump is restored instead\\.$", Assert.Single(Notices));
            Assert.Equal((long)ShopStore.Rows, await ScalarAsync(restore, "SELECT count(*) FROM orders"));
        }

        Assert.NotEqual(damaged, StoredArchive);
        Assert.Equal(new FileInfo(Assert.Single(LocalArchives)).Length, new FileInfo(StoredArchive).Length);
        await Cloner().DropImagesAsync(null, Token);
        await using var next = await RestoreAsync();
        Assert.Single(Notices);
        Assert.Empty(LocalArchives);
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("flipped")]
    [InlineData("exchanged")]
    [InlineData("gone")]
    [InlineData("no manifest")]
    [InlineData("another's manifest")]
    public async Task None_that_is_damaged_becomes_a_cluster_or_is_fetched(string how)
    {
        var key = new ImageKey(ImageManifest.Parse(await File.ReadAllBytesAsync(StoredManifest, Token)).Parts);
        await DamageAsync(how);
        var store = new ImageStore(((IShelvedStore)new DirectoryStore(_store)).Shelf);
        var folder = Directory.CreateDirectory(Path.Combine(Root, "unpacked")).FullName;

        await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            var manifest = (await store.FindAsync(key, Shop.Database, Token))!;
            await using var archive = await store.OpenAsync(manifest, Token);
            await ImageArchive.UnpackAsync(new SourceStream(archive), manifest, folder, Token);
        });
        var e = await Assert.ThrowsAsync<PgCloneException>(() => Cloner().PullImageAsync(Shop.Database, cancellationToken: Token));

        // What is no image is not found.
        Assert.Equal(how.EndsWith("manifest", StringComparison.Ordinal) ? ErrorCode.ImageNotFound : ErrorCode.ImageDamaged, e.Code);
        Assert.True(!Directory.Exists(Images) || !Directory.EnumerateFiles(Images).Any(file => !file.EndsWith(".lock", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task One_that_was_fetched_is_used_without_the_store()
    {
        var pulled = await Cloner().PullImageAsync(Shop.Key, cancellationToken: Token);
        var again = await Cloner().PullImageAsync(pulled.Image.Name, cancellationToken: Token);
        Directory.Delete(Path.Combine(_store, "images"), recursive: true);

        await using var restore = await RestoreAsync();
        var pushed = Assert.Single(await Cloner().PushImagesAsync(Shop.Database, cancellationToken: Token));

        AssertSilent();
        Assert.Equal((true, false, true), (pulled.IsNew, again.IsNew, pushed.IsNew));
        Assert.Equal((long)ShopStore.Rows, await ScalarAsync(restore, "SELECT count(*) FROM orders"));
        Assert.Equal(await File.ReadAllBytesAsync(Assert.Single(LocalArchives), Token), await File.ReadAllBytesAsync(StoredArchive, Token));
    }

    [Fact]
    public async Task One_that_another_process_makes_is_waited_for()
    {
        var pulled = await Cloner().PullImageAsync(Shop.Key, cancellationToken: Token);
        var held = FileLock.TryAcquire(Path.Combine(Images, pulled.Image.Name + ".lock"));

        var waiting = Cloner().PullImageAsync(Shop.Key, cancellationToken: Token);
        while (Notices.Count == 0) await Task.Delay(10, Token);
        var ended = waiting.IsCompleted;
        held!.Dispose();

        Assert.False((await waiting).IsNew);
        Assert.False(ended);
        Assert.Contains("waits for it", Assert.Single(Notices), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_of_another_machine_is_named_with_what_differs()
    {
        var parts = new Dictionary<string, string>(ImageManifest.Parse(await File.ReadAllBytesAsync(StoredManifest, Token)).Parts) { ["libc"] = "glibc 1.0" };
        Directory.Delete(Path.Combine(_store, "images"), recursive: true);
        await new MadeImage(Shop.Key, parts: parts).PushAsync(new ImageStore(((IShelvedStore)new DirectoryStore(_store)).Shelf), Token);

        var e = await Assert.ThrowsAsync<PgCloneException>(() => Cloner().PullImageAsync(Shop.Database, cancellationToken: Token));
        var other = await Assert.ThrowsAsync<PgCloneException>(() => Cloner().PullImageAsync("nothing", cancellationToken: Token));

        Assert.Equal((ErrorCode.ImageNotFound, ErrorCode.ImageNotFound), (e.Code, other.Code));
        Assert.Contains("libc is 'glibc 1.0' there and '", e.Why, StringComparison.Ordinal);
    }

    private async Task DamageAsync(string how)
    {
        var (archive, manifest) = (StoredArchive, StoredManifest);
        switch (how)
        {
            case "cut":
                await File.WriteAllBytesAsync(archive, (await File.ReadAllBytesAsync(archive, Token))[..^100], Token);
                break;
            case "flipped":
                await ChangeAsync(archive, bytes => bytes[^200] ^= 4);
                break;
            case "exchanged":
                await ChangeAsync(archive, bytes => bytes.AsSpan().Reverse());
                break;
            case "gone":
                File.Delete(archive);
                break;
            case "no manifest":
                await File.WriteAllTextAsync(manifest, "{}", Token);
                break;
            default:
                await File.WriteAllBytesAsync(manifest, new MadeImage(Shop.Key).Manifest.ToJson(), Token);
                break;
        }
    }

    private static async Task ChangeAsync(string file, Action<byte[]> change)
    {
        var bytes = await File.ReadAllBytesAsync(file, Token);
        change(bytes);
        await File.WriteAllBytesAsync(file, bytes, Token);
    }
}
