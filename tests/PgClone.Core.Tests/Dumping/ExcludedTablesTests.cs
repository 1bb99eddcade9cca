using PgClone.Diagnostics;

namespace PgClone.Dumping;

public sealed class ExcludedTablesTests
{
    private const string Tables = """
        CREATE SCHEMA app; CREATE SCHEMA "App";
        CREATE TABLE app.log (x int); CREATE TABLE app.logs (x int); CREATE TABLE "App".log (x int); CREATE TABLE log (x int);
        CREATE TABLE app."we*rd ""na?me" (x int); CREATE TABLE app."we rd ""name" (x int);
        CREATE TABLE app.events (x int) PARTITION BY RANGE (x);
        CREATE TABLE public.events_1 PARTITION OF app.events FOR VALUES FROM (0) TO (9) PARTITION BY RANGE (x);
        CREATE TABLE public.events_1_1 PARTITION OF events_1 FOR VALUES FROM (0) TO (9);
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Finds_partitions_with_their_table()
    {
        await using var run = await DumpRun.StartAsync(Tables);

        var all = await FindAsync("app.event?");
        var some = await FindAsync("events_1", "App.*");

        Assert.Equal(["app.events", "public.events_1", "public.events_1_1"], all);
        Assert.Equal(["App.log", "public.events_1", "public.events_1_1"], some);

        async Task<IEnumerable<string>> FindAsync(params string[] patterns) =>
            (await ExcludedTables.FindAsync(run.Database.Server, run.Database.Name, patterns, Token)).Select(t => $"{t.Schema}.{t.Name}").Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task Refuses_a_pattern_that_means_no_table()
    {
        await using var run = await DumpRun.StartAsync(Tables);

        foreach (var pattern in new[] { "app.LOG", "a*", "pg_class", "" })
        {
            var e = await Assert.ThrowsAsync<PgCloneException>(() => run.DumpAsync(["app.log", pattern]));

            Assert.Equal(ErrorCode.InvalidOption, e.Code);
            Assert.Contains($"'{pattern}'", e.What, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Dumps_the_tables_without_their_rows()
    {
        await using var run = await DumpRun.StartAsync(Tables + """
            INSERT INTO app.log VALUES (1); INSERT INTO "App".log VALUES (2); INSERT INTO log VALUES (3);
            INSERT INTO app."we*rd ""na?me" VALUES (4); INSERT INTO app."we rd ""name" VALUES (5); INSERT INTO app.events VALUES (6);
            """);

        await run.DumpAsync(["App.log", "app.we\\*rd \"na\\?me", "app.events"]);

        await using var restored = await run.RestoreAsync();
        Assert.Equal("1,3,5", await restored.ScalarAsync("""
            SELECT string_agg(x::text, ',' ORDER BY x) FROM (
                TABLE app.log UNION ALL TABLE "App".log UNION ALL TABLE log
                UNION ALL TABLE app."we*rd ""na?me" UNION ALL TABLE app."we rd ""name" UNION ALL TABLE app.events) t
            """));
    }
}
