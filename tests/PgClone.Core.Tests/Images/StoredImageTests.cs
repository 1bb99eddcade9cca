using Microsoft.Extensions.Logging.Abstractions;
using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Storage;

namespace PgClone.Images;

/// <summary>How images lie in a store, who puts them there and who deletes them.</summary>
public sealed class StoredImageTests : IDisposable
{
    private const string Dump = "shop/2026_01_01_00_00_00_000000.default.dump";

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ImageStore Store => new(((IShelvedStore)new DirectoryStore(_folder.Path)).Shelf);

    private PgCloner Cloner => new(new PgCloneSettings { BaseDirectory = _folder.Path, Storage = _folder.Path });

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Of_several_that_are_put_there_at_once_one_is_whole_and_nothing_of_the_others_is_left()
    {
        for (var round = 0; round < 20; round++)
        {
            var parts = new Dictionary<string, string> { ["round"] = $"{round}" };
            var images = Enumerable.Range(0, 4).Select(_ => new MadeImage(Dump, 100_000, parts: parts)).ToList();

            var pushed = await Task.WhenAll(images.Select(image => Task.Run(() => image.PushAsync(Store, Token), Token)));

            var first = images[Array.IndexOf(pushed, true)].Manifest;
            Assert.Single(pushed, isNew => isNew);
            Assert.Equal(first.Sha256, (await Store.FindAsync(new ImageKey(parts), "shop", Token))?.Sha256);
            await using var archive = await Store.OpenAsync(first, Token);
            await using var content = new CheckedStream(new Archives.SourceStream(archive), first);
            await content.CopyToAsync(Stream.Null, Token);
        }

        Assert.Equal(2 * 20, _folder.Files.Count());
    }

    [Fact]
    public async Task What_is_put_there_can_be_read_as_soon_as_it_has_its_name()
    {
        var shelf = ((IShelvedStore)new DirectoryStore(_folder.Path)).Shelf;
        for (var round = 0; round < 200; round++)
        {
            var name = $"images/shop/{round}.json";
            var reading = Task.Run(async () =>
            {
                ReadOnlyMemory<byte>? read;
                while ((read = await shelf.ReadAsync(name, Token)) is null) Thread.SpinWait(10);
                return read.Value.Length;
            }, Token);

            await shelf.TryPutAsync(name, new MemoryStream([1, 2, 3]), Token);

            Assert.Equal(3, await reading);
        }
    }

    [Fact]
    public async Task One_that_is_put_there_twice_from_two_machines_stays()
    {
        var image = new MadeImage(Dump);

        Assert.True(await image.PushAsync(Store, Token));
        Assert.False(await image.PushAsync(Store, Token));
        Assert.Equal(2, _folder.Files.Count());
    }

    [Fact]
    public async Task What_a_killed_maker_left_is_in_nobodys_way_and_goes_after_a_day()
    {
        var (killed, image) = (new MadeImage(Dump), new MadeImage(Dump));
        await AddDumpAsync(Dump);
        await killed.PushAsync(Store, Token);
        File.Delete(Directory.EnumerateFiles(Path.Combine(_folder.Path, "images", "shop"), "*.json").Single());
        var left = Directory.EnumerateFiles(Path.Combine(_folder.Path, "images", "shop")).Single();

        Assert.True(await image.PushAsync(Store, Token));
        var young = await Cloner.PruneImagesAsync(new ImagePruneOptions { Apply = true }, Token);
        File.SetLastWriteTimeUtc(left, DateTime.UtcNow.AddDays(-2));
        var old = await Cloner.PruneImagesAsync(new ImagePruneOptions { Apply = true }, Token);

        Assert.All(young, one => Assert.True(one.IsKept));
        Assert.Equal([(true, Dump), (false, null)], old.Select(one => (one.IsKept, one.DumpKey)));
        Assert.False(File.Exists(left));
        Assert.Equal(image.Manifest.Sha256, (await Store.FindAsync(new ImageKey(image.Manifest.Parts), "shop", Token))?.Sha256);
    }

    [Fact]
    public async Task What_a_killed_writer_left_is_shown_and_goes_and_what_is_being_written_stays()
    {
        await AddDumpAsync(Dump);
        await new MadeImage(Dump).PushAsync(Store, Token);
        var whole = Directory.EnumerateFiles(Path.Combine(_folder.Path, "images", "shop"), "*" + ImageFolder.ArchiveExtension).Single();
        var left = UnfinishedFile.PathFor(whole).Replace($"-{Environment.ProcessId}-", $"-{int.MaxValue}-", StringComparison.Ordinal);
        await File.WriteAllTextAsync(left, "left", Token);
        var written = UnfinishedFile.PathFor(whole);
        await using var open = new FileStream(written, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write });

        var shown = await Cloner.PruneImagesAsync(new ImagePruneOptions(), Token);
        var isStillThere = File.Exists(left);
        var applied = await Cloner.PruneImagesAsync(new ImagePruneOptions { Database = "shop", Apply = true }, Token);

        Assert.Equal(shown, applied);
        Assert.Equal([("images/shop/" + Path.GetFileName(whole), 4L, false)], shown.Where(one => one.DumpKey is null).Select(one => (one.File, one.Bytes, one.IsKept)));
        Assert.Equal((true, false, true), (isStillThere, File.Exists(left), File.Exists(written)));
    }

    [Fact]
    public async Task A_prune_shows_what_it_would_delete_and_deletes_it_when_it_is_applied()
    {
        await AddDumpAsync(Dump);
        var now = DateTimeOffset.UtcNow;
        for (var age = 1; age <= 4; age++)
            await new MadeImage(Dump, created: now.AddDays(-10 * age), parts: new Dictionary<string, string> { ["age"] = $"{age}" }).PushAsync(Store, Token);
        await new MadeImage("gone/2026_01_01_00_00_00_000000.default.dump").PushAsync(Store, Token);
        var options = new ImagePruneOptions { KeepLast = 1, OlderThan = TimeSpan.FromDays(25) };

        var shown = await Cloner.PruneImagesAsync(options, Token);
        Assert.Equal(11, _folder.Files.Count());
        var deleted = await Cloner.PruneImagesAsync(options with { Apply = true }, Token);

        Assert.Equal(["its dump is gone", "last", "young", "no rule keeps it", "no rule keeps it"], shown.Select(image => image.Reason));
        Assert.Equal(shown, deleted);
        Assert.Equal(5, _folder.Files.Count());
        Assert.Equal(2, (await Cloner.ListStoredImagesAsync(cancellationToken: Token)).Count);
        Assert.Equal(ErrorCode.InvalidOption, (await Assert.ThrowsAsync<PgCloneException>(() => Cloner.PruneImagesAsync(new ImagePruneOptions { KeepLast = 0 }, Token))).Code);
    }

    [Fact]
    public async Task None_is_taken_for_a_dump()
    {
        await AddDumpAsync(Dump);
        await new MadeImage(Dump).PushAsync(Store, Token);
        await new MadeImage("images/2026_01_01_00_00_00_000000.default.dump").PushAsync(Store, Token);

        Assert.Equal(Dump, Assert.Single(await Cloner.ListAsync(new ListOptions(), Token)).Key.Value);
        Assert.Empty(await Cloner.ListAsync(new ListOptions { Database = "images" }, Token));
    }

    private async Task AddDumpAsync(string key)
    {
        var path = Path.Combine(_folder.Path, key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path, [1], Token);
    }
}
