using System.Globalization;
using PgClone.Configuration;
using PgClone.Dumping;
using PgClone.Storage;
using PgClone.Testing;

namespace PgClone;

/// <summary>A store that django-pgclone writes, too: in the layouts of its releases, by stock pg_dump, into a folder or through a pipe, and without a manifest.</summary>
public sealed class PgClonerInteropTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("{0}/2026_11_22_09_30_00_000000.default.dump", false)]
    [InlineData("{0}/2026_11_22_09_30_00_000000._custom.dump", true)]
    [InlineData("prod/{0}/default/2026-11-22-09-30-00-000000.dump", false)]
    [InlineData("prod/{0}/none/2026-11-22-09-30-00-000000.dump", true)]
    public async Task What_the_parent_wrote_is_listed_and_restored(string layout, bool isPiped)
    {
        await using var run = await DumpRun.StartAsync("CREATE TABLE a AS SELECT generate_series(1, 1000) i; CREATE TABLE b (i int PRIMARY KEY); INSERT INTO b SELECT generate_series(1, 500)");
        var key = string.Format(CultureInfo.InvariantCulture, layout, run.Database.Name);
        var path = Path.Combine(run.Store.Location, key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        (isPiped
            ? await StockTools.DumpThroughPipeAsync(run.Database.Server, run.Database.Name, path)
            : await StockTools.RunAsync("pg_dump", run.Database.Server, run.Database.Name, "-Fc", "--no-acl", "--no-owner", "-f", path)).EnsureSuccess();
        var cloner = CreateCloner(run);
        await using var copy = new TestDatabase(run.Database.Server, TestServer.UniqueName());

        var listed = await cloner.ListAsync(new ListOptions { Database = run.Database.Name }, Token);
        await cloner.RestoreAsync(new RestoreOptions { Source = run.Database.Name, Database = copy.Name }, Token);

        Assert.Equal(key, Assert.Single(listed).Key.Value);
        Assert.Equal(1500L, await copy.ScalarAsync("SELECT (SELECT count(*) FROM a) + (SELECT count(*) FROM b)"));
    }

    [Fact]
    public async Task The_latest_is_that_of_the_latest_time_whoever_wrote_it_and_in_whichever_layout()
    {
        await using var run = await DumpRun.StartAsync();
        var name = run.Database.Name;
        string[] oldestFirst =
        [
            $"zzz/{name}/default/2024-01-01-00-00-00-000000.dump", $"{name}/2025_01_01_00_00_00_000000.default.dump", $"aaa/{name}/default/2026-01-01-00-00-00-000000.dump",
        ];
        foreach (var key in oldestFirst)
        {
            var path = Path.Combine(run.Store.Location, key);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, "not read", Token);
        }

        var listed = await CreateCloner(run).ListAsync(new ListOptions { Database = name }, Token);

        Assert.Equal(oldestFirst.Reverse(), listed.Select(dump => dump.Key.Value));
    }

    /// <summary>Four parts, the last of them a time, and <c>.dump</c>: by that the parent's 3.x knows a dump, and by the beginning of its key it finds the latest.</summary>
    [Fact]
    public async Task What_is_written_in_the_instance_layout_the_parent_finds()
    {
        await using var run = await DumpRun.StartAsync();

        var dump = await CreateCloner(run, KeyLayout.Instance).DumpAsync(new DumpOptions { Database = run.Database.Name }, Token);

        var files = Directory.EnumerateFiles(run.Store.Location, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(run.Store.Location, file).Replace('\\', '/'));
        var parts = Assert.Single(files, file => file.EndsWith(".dump", StringComparison.Ordinal)).Split('/');
        Assert.Equal(["here", run.Database.Name, "default"], parts[..^1]);
        Assert.True(DateTime.TryParseExact(parts[^1], "yyyy-MM-dd-HH-mm-ss-ffffff'.dump'", CultureInfo.InvariantCulture, DateTimeStyles.None, out _));
        await using var restored = await TestServer.CreateDatabaseAsync();
        (await StockTools.RunAsync("pg_restore", restored.Server, restored.Name, "--exit-on-error", "--no-acl", "--no-owner", Path.Combine(run.Store.Location, dump.Key.Value))).EnsureSuccess();
        Assert.Equal(1000L, await restored.ScalarAsync("SELECT count(*) FROM t"));
    }

    private static PgCloner CreateCloner(DumpRun run, KeyLayout layout = KeyLayout.Database) => new(new PgCloneSettings
    {
        BaseDirectory = run.Folder["."],
        Storage = run.Store.Location,
        Connection = run.Database.Server.GetConnectionString("postgres"),
        PostgresDirectory = TestServer.BinDirectory,
        KeyLayout = layout,
        Instance = "here",
    });
}
