using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Storage;
using PgClone.Testing;

namespace PgClone;

public sealed class PgClonerPruneTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Shows_and_deletes_nothing_until_it_is_applied()
    {
        await AddAsync("shop/2026_01_01_00_00_00_000000.default.dump", "shop/2026_01_02_00_00_00_000000.default.dump", "shop/2026_01_03_00_00_00_000000.default.dump");
        var options = new PruneOptions { KeepLast = 1 };

        var shown = await Cloner.PruneAsync(options, Token);
        Assert.Equal([true, false, false], shown.Select(dump => dump.IsKept));
        Assert.Equal(6, _folder.Files.Count());

        Assert.Equal(shown, await Cloner.PruneAsync(options with { Apply = true }, Token));
        Assert.Equal(["2026_01_03_00_00_00_000000.default.dump", "2026_01_03_00_00_00_000000.default.dump.json"], _folder.Files.Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Keeps_each_series_by_itself()
    {
        await AddAsync("shop/2026_01_01_00_00_00_000000.default.dump", "shop/2026_01_02_00_00_00_000000.small.dump", "blog/2025_01_02_00_00_00_000000.default.dump");

        Assert.All(await Cloner.PruneAsync(new PruneOptions { KeepLast = 1, Apply = true }, Token), dump => Assert.True(dump.IsKept));
    }

    [Fact]
    public async Task Keeps_the_newest_dump_that_can_be_read()
    {
        await AddAsync("shop/2026_01_01_00_00_00_000000.default.dump", "shop/2026_01_02_00_00_00_000000.default.dump", "shop/2026_01_03_00_00_00_000000.default.dump");
        await File.WriteAllBytesAsync(_folder["shop/2026_01_03_00_00_00_000000.default.dump"], [1, 2, 3], Token);

        var dumps = await Cloner.PruneAsync(new PruneOptions { OlderThan = TimeSpan.Zero, Apply = true }, Token);

        Assert.Equal([false, true, false], dumps.Select(dump => dump.IsKept));
        Assert.Equal("the last good dump", dumps[1].Reason);
    }

    [Fact]
    public async Task Keeps_what_the_lock_file_names()
    {
        await AddAsync("shop/2026_01_01_00_00_00_000000.default.dump", "shop/2026_01_02_00_00_00_000000.default.dump", "shop/2026_01_03_00_00_00_000000.default.dump");
        await File.WriteAllTextAsync(_folder["pgclone.lock"], """{ "shop": { "key": "shop/2026_01_02_00_00_00_000000.default.dump", "identity": null } }""", Token);

        var dumps = await Cloner.PruneAsync(new PruneOptions { KeepLast = 1 }, Token);

        Assert.Equal([true, true, false], dumps.Select(dump => dump.IsKept));
        Assert.Equal("named by pgclone.lock", dumps[1].Reason);
    }

    [Fact]
    public async Task Deletes_nothing_where_the_lock_file_can_not_be_read()
    {
        await AddAsync("shop/2026_01_01_00_00_00_000000.default.dump", "shop/2026_01_02_00_00_00_000000.default.dump");
        await File.WriteAllTextAsync(_folder["pgclone.lock"], "<<<<<<< HEAD", Token);

        var e = await Assert.ThrowsAsync<PgCloneException>(() => Cloner.PruneAsync(new PruneOptions { KeepLast = 1, Apply = true }, Token));

        Assert.Equal(ErrorCode.InvalidConfiguration, e.Code);
        Assert.Equal(5, _folder.Files.Count());
    }

    [Fact]
    public async Task Refuses_to_go_without_a_rule()
    {
        foreach (var options in new[] { new PruneOptions { Apply = true }, new PruneOptions { KeepLast = 0 }, new PruneOptions { KeepDaily = -1 } })
            Assert.Equal(ErrorCode.InvalidOption, (await Assert.ThrowsAsync<PgCloneException>(() => Cloner.PruneAsync(options, Token))).Code);
    }

    private PgCloner Cloner => new(new PgCloneSettings { BaseDirectory = _folder.Path, Storage = _folder.Path });

    private async Task AddAsync(params string[] keys)
    {
        var bytes = await File.ReadAllBytesAsync(Path.Combine(RepositoryPaths.Root, "tests", "Archives", "pg17-v1.16-zstd.dump"), Token);
        var manifest = await Manifests.ManifestOf.ArchiveAsync(bytes);
        foreach (var key in keys)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder[key])!);
            await File.WriteAllBytesAsync(_folder[key], bytes, Token);
            await Manifests.ManifestFile.WriteAsync(new DirectoryStore(_folder.Path), DumpKey.Parse(key), manifest, Token);
        }
    }
}
