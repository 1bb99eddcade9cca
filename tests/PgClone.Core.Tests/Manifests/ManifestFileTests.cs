using System.Text;
using PgClone.Diagnostics;
using PgClone.Storage;

namespace PgClone.Manifests;

public sealed class ManifestFileTests
{
    private static readonly DumpKey Key = DumpKey.Parse("shop/2026_11_22_09_30_05_000120.default.dump");

    private readonly MemoryStore _store = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Comes_back_as_it_was_written()
    {
        var manifest = await ManifestOf.ArchiveAsync(await SampleAsync());
        await ManifestFile.WriteAsync(_store, Key, manifest, Token);

        var (read, notice) = await ManifestFile.ReadAsync(_store, Key, Token);

        Assert.Null(notice);
        Assert.Equivalent(manifest, read, strict: true);
    }

    [Fact]
    public async Task Is_none_where_there_is_none()
    {
        Assert.Equal((null, null), await ManifestFile.ReadAsync(_store, Key, Token));
    }

    [Fact]
    public async Task Passes_over_what_it_does_not_know()
    {
        var json = await JsonAsync();
        await WriteAsync(json.Replace("\"identity\"", "\"colour\": { \"of\": [1] }, \"identity\"", StringComparison.Ordinal));

        Assert.NotNull((await ManifestFile.ReadAsync(_store, Key, Token)).Manifest);
    }

    [Fact]
    public async Task Uses_none_of_a_newer_format_and_says_so()
    {
        await WriteAsync("""{ "formatVersion": 2, "identity": 3 }""");

        var (manifest, notice) = await ManifestFile.ReadAsync(_store, Key, Token);

        Assert.Null(manifest);
        Assert.Contains("newer", notice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{ "formatVersion": "1" }""")]
    [InlineData("""{ "formatVersion": 1 }""")]
    [InlineData("""{ "formatVersion": 99999999999 }""")]
    [InlineData("\0\0\0\0")]
    public async Task Fails_where_it_is_damaged_and_says_how_to_go_on(string json)
    {
        await WriteAsync(json);

        var e = await Assert.ThrowsAsync<PgCloneException>(() => ManifestFile.ReadAsync(_store, Key, Token));

        Assert.Equal(ErrorCode.ManifestUnreadable, e.Code);
        Assert.Contains($"{Key}.json", e.Where, StringComparison.Ordinal);
        Assert.Contains("delete the manifest", e.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fails_wherever_it_was_cut_or_a_hash_or_place_was_changed()
    {
        var json = await JsonAsync();
        var random = new Random(7);
        for (var i = 0; i < 50; i++)
        {
            await WriteAsync(json[..random.Next(json.Length - 1)]);
            Assert.Equal(ErrorCode.ManifestUnreadable, (await Assert.ThrowsAsync<PgCloneException>(() => ManifestFile.ReadAsync(_store, Key, Token))).Code);
        }

        foreach (var name in new[] { "sha256", "identity", "offset", "bytes" })
        {
            var at = json.LastIndexOf($"\"{name}\": ", StringComparison.Ordinal) + name.Length + 5;
            await WriteAsync(json[..at] + (json[at] == '1' ? '2' : '1') + json[(at + 1)..]);
            Assert.Equal(ErrorCode.ManifestUnreadable, (await Assert.ThrowsAsync<PgCloneException>(() => ManifestFile.ReadAsync(_store, Key, Token))).Code);
        }
    }

    private static Task<byte[]> SampleAsync() =>
        File.ReadAllBytesAsync(Path.Combine(PgClone.Testing.RepositoryPaths.Root, "tests", "Archives", "pg17-v1.16-zstd.dump"), Token);

    private async Task<string> JsonAsync()
    {
        await ManifestFile.WriteAsync(_store, Key, await ManifestOf.ArchiveAsync(await SampleAsync()), Token);
        return Encoding.UTF8.GetString((await _store.ReadManifestAsync(Key, Token))!.Value.Span);
    }

    private Task WriteAsync(string json) => _store.WriteManifestAsync(Key, Encoding.UTF8.GetBytes(json), Token);
}
