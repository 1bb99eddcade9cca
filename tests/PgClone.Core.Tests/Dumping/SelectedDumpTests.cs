using PgClone.Archives;
using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Restoring.Planning;
using PgClone.Testing;

namespace PgClone.Dumping;

/// <summary>What is chosen is dumped, with nothing that can't be restored without the rest.</summary>
public sealed class SelectedDumpTests : IProgress<ProgressEvent>
{
    private const string Tables = """
        CREATE SCHEMA app; CREATE SCHEMA "App";
        CREATE TABLE app.log (x int); CREATE TABLE app.logs (x int); CREATE TABLE "App".log (x int); CREATE TABLE log (x int);
        CREATE TABLE app."we*rd ""na?me" (x int); CREATE TABLE app."we rd ""name" (x int);
        CREATE TABLE app.events (x int) PARTITION BY RANGE (x);
        CREATE TABLE public.events_1 PARTITION OF app.events FOR VALUES FROM (0) TO (9) PARTITION BY RANGE (x);
        CREATE TABLE public.events_1_1 PARTITION OF events_1 FOR VALUES FROM (0) TO (9);
        INSERT INTO app.log VALUES (1); INSERT INTO "App".log VALUES (2); INSERT INTO log VALUES (3);
        INSERT INTO app."we*rd ""na?me" VALUES (4); INSERT INTO app."we rd ""name" VALUES (5); INSERT INTO app.events VALUES (6);
        """;

    private const string Shop = """
        CREATE SCHEMA shop; CREATE SCHEMA audit; CREATE SCHEMA lib;
        CREATE EXTENSION citext SCHEMA lib;
        CREATE TYPE shop.state AS ENUM ('new', 'paid');
        CREATE TABLE shop.customer (id int PRIMARY KEY, mail lib.citext);
        CREATE TABLE shop.orders (id int PRIMARY KEY, customer int REFERENCES shop.customer, state shop.state DEFAULT 'new');
        CREATE TABLE audit.log (id int PRIMARY KEY, orders int REFERENCES shop.orders);
        CREATE VIEW shop.report AS SELECT c.mail, count(*) FROM shop.customer c JOIN shop.orders o ON o.customer = c.id GROUP BY 1;
        CREATE FUNCTION shop.first_customer() RETURNS shop.customer LANGUAGE sql AS 'SELECT * FROM shop.customer LIMIT 1';
        CREATE TABLE shop.copy (c shop.customer);
        CREATE MATERIALIZED VIEW audit.sums AS SELECT count(*) FROM audit.log;
        INSERT INTO shop.customer VALUES (1, 'A@b'), (2, 'c@d'); INSERT INTO shop.orders VALUES (1, 1), (2, 2); INSERT INTO audit.log VALUES (1, 1);
        INSERT INTO shop.copy VALUES (ROW(1, 'x'));
        SELECT lo_from_bytea(4711, 'abc');
        """;

    private readonly List<string> _notices = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    void IProgress<ProgressEvent>.Report(ProgressEvent value)
    {
        if (value is Notice notice) _notices.Add(notice.Message);
    }

    [Fact]
    public async Task Finds_partitions_with_their_table()
    {
        await using var run = await DumpRun.StartAsync(Tables);

        var all = await FindAsync("app.event?");
        var some = await FindAsync("events_1", "App.*");

        Assert.Equal(["app.events", "public.events_1", "public.events_1_1"], all);
        Assert.Equal(["App.log", "public.events_1", "public.events_1_1"], some);

        async Task<IEnumerable<string>> FindAsync(params string[] patterns) =>
            (await UnwantedRows.FindAsync(run.Database.Server, run.Database.Name, new Selection { ExcludeData = patterns }, Token)).Select(t => $"{t.Schema}.{t.Name}").Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task Refuses_a_pattern_that_matches_nothing()
    {
        await using var run = await DumpRun.StartAsync(Tables);

        foreach (var pattern in new[] { "app.LOG", "a*", "pg_class", "" })
        {
            DumpChoices[] all =
            [
                new() { Exclude = ["app.log", pattern] }, new() { IncludeData = ["app.log", pattern] },
                new() { IncludeTables = ["app.log", pattern] }, new() { ExcludeTables = ["app.log", pattern] },
                new() { IncludeSchemas = ["app", pattern + "x"] }, new() { ExcludeSchemas = ["app", pattern + "x"] },
            ];
            foreach (var choices in all)
            {
                var e = await Assert.ThrowsAsync<PgCloneException>(() => run.DumpAsync(choices));

                Assert.Equal(ErrorCode.InvalidOption, e.Code);
                Assert.Contains($"'{pattern}", e.What, StringComparison.Ordinal);
                run.AssertNothingStored();
            }
        }
    }

    [Fact]
    public async Task Dumps_tables_without_their_rows()
    {
        await using var run = await DumpRun.StartAsync(Tables);

        await run.DumpAsync(new DumpChoices { Exclude = ["App.log", "app.we\\*rd \"na\\?me", "app.events"] });

        Assert.Equal("1,3,5", await RowsAsync(run));
    }

    [Fact]
    public async Task Dumps_the_rows_of_some_tables_only()
    {
        await using var run = await DumpRun.StartAsync(Tables);

        await run.DumpAsync(new DumpChoices { IncludeData = ["*.log", "app.events"], Exclude = ["public.log"] });

        Assert.Equal("1,2,6", await RowsAsync(run));
    }

    [Fact]
    public async Task Leaves_out_a_table_with_all_that_needs_it_and_says_so()
    {
        await using var run = await DumpRun.StartAsync(Shop);

        await run.DumpAsync(new DumpChoices { ExcludeTables = ["shop.customer"] }, progress: this);

        await using var restored = await run.RestoreAsync();
        Assert.Equal("audit.log audit.sums shop.orders", await RelationsAsync(restored));
        Assert.Equal(2L, await restored.ScalarAsync("SELECT count(*) FROM shop.orders"));
        Assert.Equal(1L, await restored.ScalarAsync("SELECT count(*) FROM pg_constraint WHERE contype = 'f'"));
        Assert.Equal(0L, await restored.ScalarAsync("SELECT count(*) FROM pg_proc WHERE proname = 'first_customer'"));
        Assert.Contains(_notices, notice => notice.Contains("entries are not dumped", StringComparison.Ordinal) && notice.Contains("shop.first_customer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Dumps_some_tables_with_the_schema_types_and_extensions_that_they_need()
    {
        await using var run = await DumpRun.StartAsync(Shop);

        await run.DumpAsync(new DumpChoices { IncludeTables = ["shop.orders", "shop.cust*"] });

        await using var restored = await run.RestoreAsync();
        Assert.Equal("shop.customer shop.orders shop.report", await RelationsAsync(restored));
        Assert.Equal("a@b", await restored.ScalarAsync("SELECT lower(mail::text) FROM shop.report ORDER BY 1"));
        Assert.Equal(2L, await restored.ScalarAsync("SELECT count(*) FROM shop.orders WHERE state = 'new'"));
    }

    [Fact]
    public async Task Leaves_out_schemas()
    {
        await using var run = await DumpRun.StartAsync(Shop);

        await run.DumpAsync(new DumpChoices { ExcludeSchemas = ["aud?t"] });

        await using var restored = await run.RestoreAsync();
        Assert.Equal("shop.copy shop.customer shop.orders shop.report", await RelationsAsync(restored));
        Assert.Null(await restored.ScalarAsync("SELECT 1 FROM pg_namespace WHERE nspname = 'audit'"));
    }

    [Fact]
    public async Task Dumps_one_schema_and_refuses_it_where_its_tables_need_another()
    {
        await using var run = await DumpRun.StartAsync(Shop);

        await run.DumpAsync(new DumpChoices { IncludeSchemas = ["audit"] });

        await using var restored = await run.RestoreAsync();
        Assert.Equal("audit.log audit.sums", await RelationsAsync(restored));
        Assert.Equal(1L, await restored.ScalarAsync("SELECT count FROM audit.sums"));

        var e = await Assert.ThrowsAsync<PgCloneException>(() => run.DumpAsync(new DumpChoices { IncludeTables = ["shop.copy"] }));
        Assert.Equal(ErrorCode.InvalidOption, e.Code);
        Assert.Contains("shop.customer", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_restored_natively_with_its_manifest_intact()
    {
        await using var run = await DumpRun.StartAsync(Shop);

        var dumped = await run.DumpedAsync(new DumpChoices { ExcludeTables = ["shop.customer"] });

        await using var source = await run.Store.OpenAsync(run.Key, Token);
        var archive = await ArchiveReader.ReadAsync(source, Token);
        Assert.Equal((archive.HeadSha256, archive.DataStart), (dumped.Head.Sha256, dumped.Head.Bytes));
        Assert.Equal(archive.Header.EntryCount, archive.Entries.Count);
        Assert.All(dumped.Blocks, block => Assert.Equal(block.Offset, archive.Entries.Single(entry => entry.DumpId == block.DumpId).Offset));
        Assert.DoesNotContain(dumped.Blocks, block => block.Name is "customer" or "copy");
    }

    [Fact]
    public async Task Leaves_out_large_objects()
    {
        await using var run = await DumpRun.StartAsync(Shop);

        await run.DumpAsync(new DumpChoices { NoLargeObjects = true });

        await using var restored = await run.RestoreAsync();
        Assert.Equal(0L, await restored.ScalarAsync("SELECT count(*) FROM pg_largeobject_metadata"));
        Assert.Equal(2L, await restored.ScalarAsync("SELECT count(*) FROM shop.orders"));
    }

    [Fact]
    public async Task Dumps_what_a_snapshot_sees()
    {
        await using var run = await DumpRun.StartAsync();
        await using var connection = await run.Database.Server.OpenAsync(run.Database.Name, Token);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, Token);
        await using var export = new Npgsql.NpgsqlCommand("SELECT pg_export_snapshot()", connection);
        var snapshot = (string)(await export.ExecuteScalarAsync(Token))!;
        await run.Database.ExecuteAsync("DELETE FROM t WHERE x > 10");

        await run.DumpAsync(new DumpChoices { Snapshot = snapshot });

        await using var restored = await run.RestoreAsync();
        Assert.Equal(1000L, await restored.ScalarAsync("SELECT count(*) FROM t"));
    }

    [Fact]
    public async Task Says_that_a_snapshot_is_gone()
    {
        await using var run = await DumpRun.StartAsync();

        var e = await Assert.ThrowsAsync<PgCloneException>(() => run.DumpAsync(new DumpChoices { Snapshot = "00000003-0000001B-1" }));

        Assert.Equal(ErrorCode.PgDumpFailed, e.Code);
        Assert.Contains("snapshot", e.Why, StringComparison.Ordinal);
        run.AssertNothingStored();
    }

    [Theory]
    [InlineData("none", ArchiveCompression.None)]
    [InlineData("gzip", ArchiveCompression.Zlib)]
    [InlineData("gzip:9", ArchiveCompression.Zlib)]
    public async Task Compresses_as_it_is_told(string method, ArchiveCompression compression)
    {
        await using var run = await DumpRun.StartAsync();

        await run.DumpAsync(new DumpChoices { Compress = method });

        await using var source = await run.Store.OpenAsync(run.Key, Token);
        Assert.Equal(compression, (await ArchiveReader.ReadAsync(source, Token)).Header.Compression);
        await using var restored = await run.RestoreAsync();
        Assert.Equal(1000L, await restored.ScalarAsync("SELECT count(*) FROM t"));
    }

    [Fact]
    public async Task Compresses_with_zstd_whichever_pg_dump_there_is()
    {
        await using var run = await DumpRun.StartAsync(Shop);

        var dumped = await run.DumpedAsync(new DumpChoices { Compress = "zstd:1" });

        await using var source = await run.Store.OpenAsync(run.Key, Token);
        Assert.Equal(ArchiveCompression.Zstd, (await ArchiveReader.ReadAsync(source, Token)).Header.Compression);
        Assert.Equal(2, dumped.Blocks.Single(block => block.Name == "customer").Rows);
        var server = run.Database.Server;
        await using var restored = new TestDatabase(server, TestServer.UniqueName());
        var settings = new PgCloneSettings { BaseDirectory = run.Folder["."], Storage = run.Store.Location, Connection = server.GetConnectionString("postgres") };
        await new PgCloner(settings).RestoreAsync(new RestoreOptions { Source = run.Key.Value, Database = restored.Name }, Token);
        Assert.Equal("abc", await restored.ScalarAsync("SELECT convert_from(lo_get(4711), 'UTF8')"));
        Assert.Equal(2L, await restored.ScalarAsync("SELECT sum(count)::bigint FROM shop.report"));
    }

    [Fact]
    public async Task Hands_arguments_on_to_pg_dump()
    {
        await using var run = await DumpRun.StartAsync();

        await run.DumpAsync(new DumpChoices { DumpArguments = ["--lock-wait-timeout=30s", "-sO"] });

        await using var source = await run.Store.OpenAsync(run.Key, Token);
        Assert.DoesNotContain((await ArchiveReader.ReadAsync(source, Token)).Entries, entry => entry.HasData);
    }

    [Theory]
    [InlineData("--format=plain")]
    [InlineData("--form=plain")]
    [InlineData("-Fp")]
    [InlineData("-sFp")]
    [InlineData("-f/tmp/x")]
    [InlineData("--file=/tmp/x")]
    [InlineData("-dother")]
    [InlineData("--dbname=other")]
    [InlineData("-j4")]
    [InlineData("--password")]
    [InlineData("-W")]
    [InlineData("-Upostgres")]
    [InlineData("--host=elsewhere")]
    [InlineData("-Z9")]
    [InlineData("--snap=1")]
    [InlineData("--table=typo")]
    [InlineData("--exclude-table-d=typo")]
    [InlineData("other")]
    [InlineData("--")]
    [InlineData("-")]
    [InlineData("")]
    public void Refuses_arguments_that_it_sets_itself(string argument)
    {
        var e = Assert.Throws<PgCloneException>(() => DumpContent.From(new DumpChoices { DumpArguments = ["--no-comments", argument] }));

        Assert.Equal(ErrorCode.InvalidOption, e.Code);
        Assert.Contains($"'{argument}'", e.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--lock-wait-timeout=5s")]
    [InlineData("--role=reader")]
    [InlineData("-Efd")]
    [InlineData("-Ox")]
    [InlineData("--exclude-table=secret.*")]
    [InlineData("--schema-only")]
    [InlineData("--no-privileges")]
    public void Takes_other_arguments(string argument) =>
        Assert.Equal([argument], DumpContent.From(new DumpChoices { DumpArguments = [argument] }).Arguments);

    private static async Task<object?> RowsAsync(DumpRun run)
    {
        await using var restored = await run.RestoreAsync();
        return await restored.ScalarAsync("""
            SELECT string_agg(x::text, ',' ORDER BY x) FROM (
                TABLE app.log UNION ALL TABLE "App".log UNION ALL TABLE log
                UNION ALL TABLE app."we*rd ""na?me" UNION ALL TABLE app."we rd ""name" UNION ALL TABLE app.events) t
            """);
    }

    private static Task<object?> RelationsAsync(TestDatabase database) => database.ScalarAsync("""
        SELECT string_agg(nspname || '.' || relname, ' ' ORDER BY nspname, relname)
        FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
        WHERE relkind IN ('r', 'm', 'v') AND nspname IN ('shop', 'audit', 'public')
        """);
}
