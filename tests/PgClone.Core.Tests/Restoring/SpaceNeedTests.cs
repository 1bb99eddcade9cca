using PgClone.Databases;
using PgClone.Diagnostics;
using PgClone.Dumping;
using PgClone.Manifests;
using PgClone.Restoring.Planning;
using PgClone.Servers;

namespace PgClone.Restoring;

public sealed class SpaceNeedTests
{
    private const long Petabyte = 1_000_000_000_000_000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_restore_that_can_not_fit_is_refused_with_the_figures()
    {
        await using var run = await DumpRun.StartAsync();
        await using var engine = await OpenAsync(run, rows: Petabyte, rowBytes: Petabyte);

        var obstacle = Assert.Single(await engine.PlanAsync(run.Database.Server.AsEmbedded(), 1, Token));

        Assert.Equal(ErrorCode.DiskTooSmall, obstacle.Code);
        Assert.Contains("at least 28 PB", obstacle.Why, StringComparison.Ordinal);
        Assert.Matches("probably 43.5 PB; [0-9.]+ .B are free where the server keeps its data, /", obstacle.Why);
    }

    [Fact]
    public async Task One_that_may_fit_goes_on_with_a_notice()
    {
        await using var run = await DumpRun.StartAsync();
        await using var engine = await OpenAsync(run, rows: 1000, rowBytes: Petabyte);

        var obstacles = await engine.PlanAsync(run.Database.Server.AsEmbedded(), 1, Token);

        Assert.Empty(obstacles);
        Assert.Contains(engine.PlannedNotices, notice => notice.StartsWith("The restore may take 1.5 PB, and only ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_left_out_takes_no_room()
    {
        await using var run = await DumpRun.StartAsync();
        await using var engine = await OpenAsync(run, rows: Petabyte, rowBytes: Petabyte, new Selection { ExcludeData = ["t"] });

        Assert.Empty(await engine.PlanAsync(run.Database.Server.AsEmbedded(), 1, Token));
    }

    [Fact]
    public async Task Another_servers_disk_is_not_looked_at()
    {
        await using var run = await DumpRun.StartAsync();
        await using var engine = await OpenAsync(run, rows: Petabyte, rowBytes: Petabyte);

        Assert.Empty(await engine.PlanAsync(await PostgresServer.ConnectAsync(run.Database.ConnectionString, cancellationToken: Token), 1, Token));
        Assert.Empty(engine.PlannedNotices);
    }

    /// <summary>What is measured of real tables has to lie between both numbers, or nearly.</summary>
    [Fact]
    public async Task The_least_is_less_and_the_probable_is_more_than_tables_take()
    {
        await using var run = await DumpRun.StartAsync("""
            CREATE TABLE narrow AS SELECT i FROM generate_series(1, 50000) i; ALTER TABLE narrow ADD PRIMARY KEY (i);
            CREATE TABLE packed AS SELECT i, repeat('packs well ', 1000) FROM generate_series(1, 1000) i;
            CREATE TABLE bytes AS SELECT decode(string_agg(md5(i::text), ''), 'hex') FROM generate_series(1, 100000) i GROUP BY i % 100;
            CREATE TABLE wide AS SELECT md5(i::text) AS a, md5((-i)::text) AS b, i::numeric / 7 AS c FROM generate_series(1, 20000) i;
            """);
        var size = (long)(await run.Database.ScalarAsync("SELECT sum(pg_total_relation_size(oid))::bigint FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"))!;
        await using var engine = await OpenAsync(run);
        var target = await RestoreTarget.ReadAsync(run.Database.Server, null, Token);
        await using var dump = await OpenDump.FindAsync(run.Store, run.Key.Value, null, Token);

        var known = SpaceNeed.Of(RestorePlanner.Create(dump.Archive, engine.Manifest!.ToIndex(), new RestorePlanOptions(), target), engine.Manifest);
        var guessed = SpaceNeed.Of(RestorePlanner.Create(dump.Archive, dump.Blocks, new RestorePlanOptions(), target), null);

        Assert.InRange(size, known.Least, known.Probable);
        Assert.InRange(size, guessed.Least, long.MaxValue);
    }

    private static async Task<NativeEngine> OpenAsync(DumpRun run, long? rows = null, long? rowBytes = null, Selection? selection = null)
    {
        await run.DumpAsync();
        var dump = await OpenDump.FindAsync(run.Store, run.Key.Value, null, Token);
        var manifest = await ManifestOf.ArchiveAsync(await File.ReadAllBytesAsync(run.DumpPath, Token));
        if (rows is not null) manifest = manifest with { Blocks = [.. manifest.Blocks.Select(block => block with { Rows = rows, RowBytes = rowBytes })] };
        return new NativeEngine(dump with { Manifest = manifest, Blocks = manifest.ToIndex() }, new RestorePlanOptions { Selection = selection ?? Selection.Everything });
    }
}
