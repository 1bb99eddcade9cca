using PgClone.Archives;
using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Restoring.Planning;
using PgClone.Servers;
using PgClone.Testing;

namespace PgClone.Restoring;

public sealed class PgRestoreEngineTests(ShopStore store) : IClassFixture<ShopStore>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_dump_is_restored_as_the_native_engine_does()
    {
        await using var native = await TestServer.CreateDatabaseAsync();
        await using var stock = await TestServer.CreateDatabaseAsync();
        var cloner = await CreateClonerAsync();

        var expected = await cloner.RestoreAsync(new RestoreOptions { Source = store.Key, Database = native.Name }, Token);
        var result = await cloner.RestoreAsync(new RestoreOptions { Source = store.Key, Database = stock.Name, Engine = RestoreEngine.PgRestore }, Token);

        Assert.Equal(await PlainDump.LinesOfAsync(native), await PlainDump.LinesOfAsync(stock));
        Assert.Equal((expected.Tables, expected.Rows), (result.Tables, result.Rows));
        Assert.Equal(ShopStore.Rows, (float)(await stock.ScalarAsync("SELECT reltuples FROM pg_class WHERE relname = 'customer'"))!);
        await stock.AssertNothingLeftAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_rich_archive_comes_from_a_file_or_through_a_pipe(bool isFile)
    {
        await RichCluster.PrepareAsync();
        var path = Path.Combine(RepositoryPaths.Archives, "pg15-v1.14-gzip.dump");
        var options = new RestorePlanOptions { NoPublications = true, NoComments = true };
        await using var native = await TestServer.CreateDatabaseAsync();
        await using var stock = await TestServer.CreateDatabaseAsync();
        await using IArchiveSource source = isFile ? FileArchiveSource.Open(path) : new MemorySource(await File.ReadAllBytesAsync(path, Token));

        await PlainRestore.IntoAsync(native, path, options);
        var binaries = await PostgresBinaries.FindPgRestoreAsync(TestServer.BinDirectory, Token);
        await new PgRestore(binaries, source, options).RunAsync(stock.Server, stock.Name, Token);

        Assert.Equal(await PlainDump.LinesOfAsync(native), await PlainDump.LinesOfAsync(stock));
    }

    [Fact]
    public async Task Skipped_sections_stay_out()
    {
        await using var target = await TestServer.CreateDatabaseAsync();
        var cloner = await CreateClonerAsync();

        var result = await cloner.RestoreAsync(
            new RestoreOptions { Source = store.Key, Database = target.Name, Engine = RestoreEngine.PgRestore, SkipSections = [ArchiveSection.Data] }, Token);

        Assert.Equal((2, 0L), (result.Tables, result.Rows));
        Assert.Equal(3L, await target.ScalarAsync("SELECT count(*) FROM pg_constraint WHERE contype IN ('p', 'f') AND connamespace = 'public'::regnamespace"));
    }

    [Fact]
    public async Task An_archive_of_the_future_is_refused_with_the_way_out_and_handed_to_pg_restore()
    {
        await using var target = await TestServer.CreateDatabaseAsync();
        await target.ExecuteAsync("CREATE TABLE before_restore (id int)");
        var bytes = await File.ReadAllBytesAsync(store.File, Token);
        bytes[6] = 99;
        var folder = Directory.CreateTempSubdirectory("pgclone-future-");
        var file = Path.Combine(folder.FullName, store.Key);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllBytesAsync(file, bytes, Token);
        var cloner = await CreateClonerAsync(folder.FullName);
        var options = new RestoreOptions { Source = store.Key, Database = target.Name };

        var refused = await Assert.ThrowsAsync<PgCloneException>(() => cloner.RestoreAsync(options, Token));
        var failed = await Assert.ThrowsAsync<PgCloneException>(() => cloner.RestoreAsync(options with { Engine = RestoreEngine.PgRestore }, Token));

        Assert.Equal(ErrorCode.ArchiveVersionUnsupported, refused.Code);
        Assert.Contains("pg_restore", refused.Advice!, StringComparison.Ordinal);
        // Stock pg_restore does not know that version either.
        Assert.Equal(ErrorCode.PgRestoreFailed, failed.Code);
        Assert.Contains("unsupported version (1.99)", failed.Why!, StringComparison.Ordinal);
        Assert.Equal(0L, await target.ScalarAsync("SELECT count(*) FROM before_restore"));
        await target.AssertNothingLeftAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Without_pg_restore_nothing_is_done()
    {
        var empty = Directory.CreateTempSubdirectory("pgclone-nothing-");
        var cloner = await store.CreateClonerAsync(settings => settings with { PostgresDirectory = empty.FullName });

        var failure = await Assert.ThrowsAsync<PgCloneException>(() => cloner.RestoreAsync(new RestoreOptions { Source = store.Key, Engine = RestoreEngine.PgRestore }, Token));

        Assert.Equal(ErrorCode.PgRestoreNotFound, failure.Code);
        empty.Delete();
    }

    private Task<PgCloner> CreateClonerAsync(string? storage = null) =>
        store.CreateClonerAsync(settings => settings with { Storage = storage ?? settings.Storage, PostgresDirectory = TestServer.BinDirectory });
}
