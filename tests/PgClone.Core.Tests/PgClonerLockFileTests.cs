using System.Text.Json;
using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Manifests;
using PgClone.Restoring;
using PgClone.Testing;

namespace PgClone;

/// <summary>Two dumps of a database, of which <c>pgclone.lock</c> names the older one.</summary>
public sealed class PgClonerLockFileTests(SampleDump sample) : IClassFixture<SampleDump>, IAsyncLifetime
{
    private const string Older = "sample/2026_01_02_03_04_05_000000.default.dump";
    private const string Newer = "sample/2026_02_02_03_04_05_000000.default.dump";

    private PgCloner _cloner = null!;
    private TestDatabase _target = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Store => Path.GetDirectoryName(Path.GetDirectoryName(sample.File)!)!;

    private string Lock => Path.Combine(Store, LockFile.Name);

    public async ValueTask InitializeAsync()
    {
        _cloner = await sample.CreateClonerAsync();
        _target = await TestServer.CreateDatabaseAsync();
        File.Delete(Lock);
        await AddAsync(Older, sample.Plain);
        await _cloner.UpdateAsync("sample", cancellationToken: Token);
        await AddAsync(Newer, sample.Inserts);
    }

    public async ValueTask DisposeAsync()
    {
        File.Delete(Lock);
        File.Delete(Path.Combine(Store, Newer));
        await _target.DisposeAsync();
    }

    [Fact]
    public async Task Restores_take_the_dump_that_it_names()
    {
        Assert.Equal(Older, await RestoreAsync("sample"));
        Assert.Equal(Newer, await RestoreAsync("sample", latest: true));
        Assert.Equal(Newer, await RestoreAsync(Newer));
        await using var temporary = await _cloner.RestoreTemporaryAsync(new RestoreOptions { Source = "sample" }, Token);
        Assert.Equal(Older, temporary.Result.Key.Value);
    }

    [Fact]
    public async Task An_update_names_the_latest_in_a_sorted_file()
    {
        await File.WriteAllTextAsync(Lock, (await File.ReadAllTextAsync(Lock, Token)).Replace("{\n  \"sample\"", "{\n  \"zoo\": { \"key\": \"zoo/x\", \"identity\": null },\n  \"sample\"", StringComparison.Ordinal), Token);

        var updated = Assert.Single(await _cloner.UpdateAsync("sample", cancellationToken: Token));

        Assert.Equal((Newer, Older), (updated.Key.Value, updated.Previous));
        Assert.Equal($$"""
            {
              "sample": {
                "key": "{{Newer}}",
                "identity": "{{updated.Identity}}"
              },
              "zoo": {
                "key": "zoo/x",
                "identity": null
              }
            }

            """.ReplaceLineEndings("\n"), await File.ReadAllTextAsync(Lock, Token));
        Assert.Equal(Newer, await RestoreAsync("sample"));
    }

    [Fact]
    public async Task A_key_alone_is_enough_for_one_who_writes_the_file_by_hand()
    {
        await File.WriteAllTextAsync(Lock, $$"""{ "sample": { "key": "{{Newer}}" } }""", Token);

        Assert.Equal(Newer, await RestoreAsync("sample"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<<<<<<< HEAD\n{ }\n=======\n")]
    [InlineData("""{ "sample": { "identity": "x" } }""")]
    [InlineData("""{ "sample": "a" }""")]
    public async Task A_damaged_file_is_refused(string text)
    {
        await File.WriteAllTextAsync(Lock, text, Token);

        var error = await Assert.ThrowsAsync<PgCloneException>(() => RestoreAsync("sample"));

        Assert.Equal((ErrorCode.InvalidConfiguration, Lock), (error.Code, error.Where));
        Assert.Contains("delete it", error.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dump_that_is_gone_is_never_replaced_by_another()
    {
        File.Delete(Path.Combine(Store, Older));

        await AssertRefusedAsync();
    }

    [Fact]
    public async Task Another_dump_under_its_key_is_refused()
    {
        await AddAsync(Older, sample.Inserts);

        await AssertRefusedAsync();
    }

    [Fact]
    public async Task A_dump_that_has_lost_its_manifest_is_refused()
    {
        File.Delete(Path.Combine(Store, Older + ".json"));

        await AssertRefusedAsync();
    }

    [Fact]
    public async Task A_dump_of_another_configuration_than_is_asked_for_is_refused()
    {
        var e = await Assert.ThrowsAsync<PgCloneException>(() => _cloner.RestoreAsync(new RestoreOptions { Source = "sample", DumpConfig = "small", Database = _target.Name }, Token));

        Assert.Equal(ErrorCode.LockedDumpGone, e.Code);
    }

    private async Task AssertRefusedAsync()
    {
        var e = await Assert.ThrowsAsync<PgCloneException>(() => RestoreAsync("sample"));

        Assert.Equal((ErrorCode.LockedDumpGone, Older), (e.Code, e.Where));
        Assert.Contains("pgclone update", e.Advice, StringComparison.Ordinal);
    }

    private async Task AddAsync(string key, byte[] bytes)
    {
        var path = Path.Combine(Store, key);
        await File.WriteAllBytesAsync(path, bytes, Token);
        await File.WriteAllBytesAsync(path + ".json", JsonSerializer.SerializeToUtf8Bytes(await ManifestOf.ArchiveAsync(bytes), ManifestJson.Default.Manifest), Token);
    }

    private async Task<string> RestoreAsync(string source, bool? latest = null) =>
        (await _cloner.RestoreAsync(new RestoreOptions { Source = source, Latest = latest, Database = _target.Name }, Token)).Key.Value;
}
