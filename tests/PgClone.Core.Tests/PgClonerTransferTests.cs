using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Manifests;
using PgClone.Storage;
using PgClone.Testing;

namespace PgClone;

/// <summary>Dumps that go from one store into another.</summary>
public sealed class PgClonerTransferTests : IDisposable
{
    private const string Key = "shop/2026_11_22_09_30_00_000000.default.dump";

    private readonly TemporaryFolder _from = new();
    private readonly TemporaryFolder _to = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private PgCloner Cloner => new(new PgCloneSettings { BaseDirectory = _from.Path, Storage = _from.Path });

    private TransferOptions Options => new() { Source = "shop", To = _to["deeper/store"] };

    public void Dispose()
    {
        _from.Dispose();
        _to.Dispose();
    }

    [Fact]
    public async Task A_dump_and_its_manifest_arrive_as_they_are()
    {
        var manifest = await AddAsync();

        var result = await Cloner.TransferAsync(Options, Token);

        Assert.Equal((Key, true, manifest.Identity, manifest.Bytes), (result.Key.Value, result.IsNew, result.Identity, result.Bytes));
        Assert.Equal(["2026_11_22_09_30_00_000000.default.dump", "2026_11_22_09_30_00_000000.default.dump.json"], _to.Files.Select(Path.GetFileName).Order());
        foreach (var name in new[] { Key, Key + ".json" }) Assert.Equal(await File.ReadAllBytesAsync(_from[name], Token), await File.ReadAllBytesAsync(There(name), Token));
    }

    [Fact]
    public async Task What_is_there_already_is_not_written_again()
    {
        await AddAsync();
        await Cloner.TransferAsync(Options, Token);
        foreach (var file in _to.Files) File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch);

        var result = await Cloner.TransferAsync(Options, Token);

        Assert.False(result.IsNew);
        Assert.All(_to.Files, file => Assert.Equal(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(file)));
    }

    [Fact]
    public async Task What_was_interrupted_before_the_manifest_is_completed()
    {
        await AddAsync();
        await Cloner.TransferAsync(Options, Token);
        File.Delete(There(Key + ".json"));
        File.SetLastWriteTimeUtc(There(Key), DateTime.UnixEpoch);

        var result = await Cloner.TransferAsync(Options, Token);

        Assert.True(result.IsNew);
        Assert.Equal(await File.ReadAllBytesAsync(_from[Key + ".json"], Token), await File.ReadAllBytesAsync(There(Key + ".json"), Token));
        Assert.Equal(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(There(Key)));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(-1000)]
    public async Task A_changed_dump_does_not_arrive(int at)
    {
        await AddAsync();
        var bytes = await File.ReadAllBytesAsync(_from[Key], Token);
        bytes[at < 0 ? bytes.Length + at : at] ^= 1;
        await File.WriteAllBytesAsync(_from[Key], bytes, Token);

        var e = await Assert.ThrowsAsync<PgCloneException>(() => Cloner.TransferAsync(Options, Token));

        Assert.Equal(ErrorCode.ArchiveChanged, e.Code);
        Assert.Empty(_to.Files);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Another_dump_that_lies_there_is_not_overwritten(bool hasManifest)
    {
        await AddAsync(hasManifest);
        var other = await File.ReadAllBytesAsync(_from[Key], Token);
        other[^1000] ^= 1;
        Directory.CreateDirectory(Path.GetDirectoryName(There(Key))!);
        await File.WriteAllBytesAsync(There(Key), other, Token);

        var e = await Assert.ThrowsAsync<PgCloneException>(() => Cloner.TransferAsync(Options, Token));

        Assert.Equal((ErrorCode.StoreUnavailable, "Another dump lies there under that key, and it is not overwritten."), (e.Code, e.What));
        Assert.Equal(other, await File.ReadAllBytesAsync(Assert.Single(_to.Files), Token));
    }

    [Fact]
    public async Task A_dump_without_a_manifest_arrives_as_it_is_and_is_told_to_be_unchecked()
    {
        await AddAsync(hasManifest: false);
        var notices = new List<string>();
        var cloner = new PgCloner(new PgCloneSettings { BaseDirectory = _from.Path, Storage = _from.Path }, new NoticeCollector(notices));

        var first = await cloner.TransferAsync(Options, Token);
        var second = await cloner.TransferAsync(Options, Token);

        Assert.Equal((true, false, null), (first.IsNew, second.IsNew, first.Identity));
        Assert.Equal(await File.ReadAllBytesAsync(_from[Key], Token), await File.ReadAllBytesAsync(Assert.Single(_to.Files), Token));
        Assert.Equal(2, notices.Count(notice => notice.StartsWith("It has no manifest", StringComparison.Ordinal)));
    }

    private string There(string name) => Path.Combine(_to["deeper/store"], name);

    private async Task<Manifest> AddAsync(bool hasManifest = true)
    {
        var bytes = await File.ReadAllBytesAsync(Path.Combine(RepositoryPaths.Archives, "pg17-v1.16-zstd.dump"), Token);
        Directory.CreateDirectory(Path.GetDirectoryName(_from[Key])!);
        await File.WriteAllBytesAsync(_from[Key], bytes, Token);
        var manifest = await ManifestOf.ArchiveAsync(bytes);
        if (hasManifest) await ManifestFile.WriteAsync(new DirectoryStore(_from.Path), DumpKey.Parse(Key), manifest, Token);
        return manifest;
    }
}
