using System.Diagnostics;
using PgClone.Diagnostics;
using PgClone.Restoring.Planning;
using PgClone.Sql;
using PgClone.Testing;

namespace PgClone.Restoring.Execution;

public sealed class RestoreExecutorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pgclone-restore-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Reports_the_rows_of_every_table()
    {
        await RichCluster.PrepareAsync();
        await using var database = await TestServer.CreateDatabaseAsync();

        var report = await PlainRestore.IntoAsync(database, Path.Combine(RepositoryPaths.Archives, "pg17-v1.16-lz4.dump"));

        Assert.NotEmpty(report.Tables);
        foreach (var table in report.Tables.Where(table => !table.Table.StartsWith("hash_enum_", StringComparison.Ordinal)))
        {
            // Row security hides rows from nobody but ordinary users.
            var rows = await database.ScalarAsync($"SELECT count(*) FROM ONLY {Sql.PostgresIdentifier.Quote(table.Schema, table.Table)}");
            Assert.Equal((table.Table, table.Rows), (table.Table, (long)rows!));
        }
    }

    [Fact]
    public async Task Times_and_progress_follow_the_stages()
    {
        await using var database = await TestServer.CreateDatabaseAsync();
        var events = new EventList();

        var report = await PlainRestore.IntoAsync(database, Path.Combine(RepositoryPaths.Archives, "pg15-v1.14-gzip.dump"), listener: events);

        Stage[] stages = [Stage.PreData, Stage.Data, Stage.PostData, Stage.Analyze];
        Assert.Equal(stages, report.Stages.Select(time => time.Stage));
        Assert.Equal(stages, events.Seen.OfType<StageStarted>().Select(e => e.Stage));
        Assert.Equal(stages, events.Seen.OfType<StageFinished>().Select(e => e.Stage));
        Assert.Contains(report.Notices, notice => notice.Contains("subscriptions are left out", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Brings_over_long_and_hostile_values()
    {
        var dump = await DumpAsync("""
            CREATE TABLE long_row (id int PRIMARY KEY, v text);
            INSERT INTO long_row SELECT 1, repeat(E'line\nback\\slash\ttab', 550000);
            CREATE TABLE hostile (v text);
            INSERT INTO hostile VALUES (E'\\.'), (E'\n\\.\n'), (E'\\'), (E'\r\n'), ('\N'), (NULL), (''), (E'a\\');
            CREATE TABLE no_columns ();
            INSERT INTO no_columns SELECT FROM generate_series(1, 5);
            CREATE TABLE generated (a int, b int GENERATED ALWAYS AS (a * 2) STORED, c int GENERATED ALWAYS AS IDENTITY);
            INSERT INTO generated (a) SELECT generate_series(1, 1000);
            """);
        await using var database = await TestServer.CreateDatabaseAsync();

        var report = await PlainRestore.IntoAsync(database, dump.Path);

        Assert.Equal(1 + 8 + 5 + 1000, report.Tables.Sum(table => table.Rows));
        foreach (var table in new[] { "long_row", "hostile", "no_columns", "generated" })
        {
            var content = $"SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) || count(*) FROM {table} t";
            Assert.Equal(await dump.Database.ScalarAsync(content), await database.ScalarAsync(content));
        }

        await dump.Database.DisposeAsync();
    }

    [Theory]
    [InlineData]
    [InlineData("--load-via-partition-root")]
    [InlineData("--inserts")]
    public async Task Triggers_rules_and_keys_do_not_see_the_rows_come_in(params string[] arguments)
    {
        var dump = await DumpAsync("""
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'fired'; END $$;
            CREATE TABLE parent (id int, v int, PRIMARY KEY (id)) PARTITION BY RANGE (id);
            CREATE TABLE low PARTITION OF parent FOR VALUES FROM (0) TO (5000);
            CREATE TABLE high PARTITION OF parent FOR VALUES FROM (5000) TO (10000);
            INSERT INTO parent SELECT i, i FROM generate_series(0, 9999) i;
            CREATE TABLE left_side (id int PRIMARY KEY, other int);
            CREATE TABLE right_side (id int PRIMARY KEY, other int REFERENCES left_side);
            INSERT INTO left_side SELECT i, i FROM generate_series(1, 100) i;
            INSERT INTO right_side SELECT i, i FROM generate_series(1, 100) i;
            ALTER TABLE left_side ADD FOREIGN KEY (other) REFERENCES right_side;
            CREATE TRIGGER refuse BEFORE INSERT ON parent FOR EACH ROW EXECUTE FUNCTION refuse();
            CREATE TRIGGER refuse BEFORE INSERT OR TRUNCATE ON left_side EXECUTE FUNCTION refuse();
            CREATE RULE swallow AS ON INSERT TO right_side DO INSTEAD NOTHING;
            """, arguments);
        await using var database = await TestServer.CreateDatabaseAsync();

        await PlainRestore.IntoAsync(database, dump.Path);

        Assert.Equal(10_200L, await database.ScalarAsync("SELECT (SELECT count(*) FROM parent) + (SELECT count(*) FROM left_side) + (SELECT count(*) FROM right_side)"));
        Assert.Equal(await PlainDump.LinesOfAsync(dump.Database), await PlainDump.LinesOfAsync(database));
        await dump.Database.DisposeAsync();
    }

    [Theory]
    [InlineData]
    [InlineData("--inserts")]
    public async Task Bytes_without_an_encoding_come_over_unchanged(params string[] arguments)
    {
        var server = await TestServer.GetAsync();
        await using var original = new TestDatabase(server, TestServer.UniqueName());
        await using var copy = new TestDatabase(server, TestServer.UniqueName());
        foreach (var database in new[] { original, copy })
            await TestServer.ExecuteAsync("postgres", $"CREATE DATABASE {database.QuotedName} TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'");
        await original.ExecuteAsync("CREATE TABLE \"größe\" (v text); COMMENT ON TABLE \"größe\" IS 'naïve'; INSERT INTO \"größe\" VALUES ('é')");
        // No UTF-8: as rows only COPY brings it over, since INSERT statements are text.
        if (arguments.Length == 0) await original.ExecuteAsync("INSERT INTO \"größe\" VALUES (E'\\xff\\xe9')");
        var path = Path.Combine(_folder, original.Name + ".dump");
        (await StockTools.RunAsync("pg_dump", server, original.Name, ["-Fc", "-f", path, .. arguments])).EnsureSuccess();

        await PlainRestore.IntoAsync(copy, path);

        const string Content = "SELECT string_agg(encode(convert_to(v, 'SQL_ASCII'), 'hex'), ',' ORDER BY v) || obj_description('\"größe\"'::regclass) FROM \"größe\"";
        Assert.Equal(await original.ScalarAsync(Content), await copy.ScalarAsync(Content));
    }

    [Theory]
    [InlineData("LATIN1", "größe", "naïve")]
    [InlineData("EUC_JP", "能力", "表")]
    [InlineData("SJIS", "能力", "表")]
    public async Task An_archive_in_another_encoding_comes_over(string encoding, string name, string text)
    {
        var dump = await DumpAsync($"""
            CREATE TABLE "{name}" (id int PRIMARY KEY, "{text}" text DEFAULT '{text}');
            COMMENT ON TABLE "{name}" IS '{text}';
            INSERT INTO "{name}" SELECT i, repeat('{text}', i) || E'\n' FROM generate_series(1, 300) i;
            """, "--encoding", encoding);
        await using var database = await TestServer.CreateDatabaseAsync();

        await PlainRestore.IntoAsync(database, dump.Path);

        Assert.Equal(await PlainDump.LinesOfAsync(dump.Database), await PlainDump.LinesOfAsync(database));
        await dump.Database.DisposeAsync();
    }

    [Theory]
    [InlineData]
    [InlineData("--inserts")]
    public async Task An_archive_whose_backslashes_escape_comes_over(params string[] arguments)
    {
        var server = await TestServer.GetAsync();
        await using var original = await TestServer.CreateDatabaseAsync();
        await original.ExecuteAsync("""
            CREATE TABLE t (v text DEFAULT 'a\b''c\');
            COMMENT ON TABLE t IS 'C:\new; it''s "here"\';
            INSERT INTO t VALUES (DEFAULT), ('\'), ('\''; DROP TABLE t; --');
            """);
        await TestServer.ExecuteAsync("postgres", $"ALTER DATABASE {original.QuotedName} SET standard_conforming_strings = off");
        var path = Path.Combine(_folder, original.Name + ".dump");
        (await StockTools.RunAsync("pg_dump", server, original.Name, ["-Fc", "-f", path, .. arguments])).EnsureSuccess();
        await TestServer.ExecuteAsync("postgres", $"ALTER DATABASE {original.QuotedName} RESET standard_conforming_strings");
        await using var copy = await TestServer.CreateDatabaseAsync();

        await PlainRestore.IntoAsync(copy, path);

        Assert.Equal(await PlainDump.LinesOfAsync(original), await PlainDump.LinesOfAsync(copy));
    }

    [Fact]
    public async Task Loaded_tables_have_statistics()
    {
        var dump = await DumpAsync("""
            CREATE TABLE t (id int PRIMARY KEY);
            INSERT INTO t SELECT generate_series(1, 1000);
            CREATE TABLE p (id int) PARTITION BY RANGE (id);
            CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (1000);
            INSERT INTO p SELECT generate_series(1, 999);
            CREATE MATERIALIZED VIEW m AS SELECT id FROM t;
            """);
        await using var database = await TestServer.CreateDatabaseAsync();

        await PlainRestore.IntoAsync(database, dump.Path);

        Assert.Equal("m,p,p1,t", await database.ScalarAsync("SELECT string_agg(DISTINCT tablename, ',' ORDER BY tablename) FROM pg_stats WHERE schemaname = 'public'"));
        await dump.Database.DisposeAsync();
    }

    [Fact]
    public async Task A_row_that_the_server_refuses_fails_the_restore_and_is_named()
    {
        var dump = await DumpAsync("""
            CREATE FUNCTION fits(v int) RETURNS bool LANGUAGE sql AS $$ SELECT v < 1000 OR current_database() = 'no such database' $$;
            CREATE TABLE t (v int);
            INSERT INTO t SELECT generate_series(1, 50000);
            ALTER TABLE t ADD CONSTRAINT fits CHECK (fits(v)) NOT VALID;
            UPDATE pg_constraint SET convalidated = true WHERE conname = 'fits';
            """);
        await using var database = await TestServer.CreateDatabaseAsync();

        var failure = await Assert.ThrowsAsync<PgCloneException>(() => PlainRestore.IntoAsync(database, dump.Path));

        Assert.Equal(ErrorCode.RestoreDataFailed, failure.Code);
        Assert.Contains("TABLE DATA public.t (dump id", failure.Where, StringComparison.Ordinal);
        Assert.Contains("23514", failure.Why, StringComparison.Ordinal);
        Assert.Contains("line 1000", failure.Why, StringComparison.Ordinal);
        Assert.Equal(0L, await database.ScalarAsync("SELECT count(*) FROM t"));
        await dump.Database.DisposeAsync();
    }

    [Fact]
    public async Task A_statement_that_fails_fails_the_restore_and_is_named()
    {
        await using var role = new TestRole();
        await role.CreateAsync();
        var dump = await DumpAsync($"CREATE TABLE t (v int); ALTER TABLE t OWNER TO {role.Name};");
        await dump.Database.DisposeAsync();
        await role.DisposeAsync();
        await using var database = await TestServer.CreateDatabaseAsync();

        var failure = await Assert.ThrowsAsync<PgCloneException>(() => PlainRestore.IntoAsync(database, dump.Path, new RestorePlanOptions { NoOwner = false }));

        Assert.Equal(ErrorCode.RestoreStatementFailed, failure.Code);
        Assert.Contains("TABLE public.t (dump id", failure.Where, StringComparison.Ordinal);
        Assert.Contains("42704", failure.Why, StringComparison.Ordinal);
        Assert.Contains("ALTER TABLE \"public\".\"t\" OWNER TO", failure.Why, StringComparison.Ordinal);
        Assert.Contains("Create the role", failure.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_for_a_missing_role_is_passed_over_and_said()
    {
        await using var role = new TestRole();
        await role.CreateAsync();
        var dump = await DumpAsync($"""
            CREATE TABLE t (v int);
            CREATE POLICY p ON t TO {role.Name} USING (true);
            COMMENT ON POLICY p ON t IS 'never to be seen';
            """);
        await dump.Database.DisposeAsync();
        await role.DisposeAsync();
        await using var database = await TestServer.CreateDatabaseAsync();

        var report = await PlainRestore.IntoAsync(database, dump.Path);

        var notice = Assert.Single(report.Notices);
        Assert.Contains("POLICY public.t p (dump id", notice, StringComparison.Ordinal);
        Assert.Contains(role.Name, notice, StringComparison.Ordinal);
        Assert.Equal(0L, await database.ScalarAsync("SELECT count(*) FROM pg_policy"));
    }

    [Fact]
    public async Task A_cancelled_restore_leaves_nobody_at_work()
    {
        var dump = await DumpAsync("""
            CREATE TABLE a (id int, v text);
            INSERT INTO a SELECT i, md5(i::text) || md5((i + 1)::text) FROM generate_series(1, 300000) i;
            CREATE TABLE b AS SELECT * FROM a;
            CREATE INDEX ON a (v);
            """);
        await using var database = await TestServer.CreateDatabaseAsync();
        using var stop = new CancellationTokenSource();
        var cancelling = new EventList(e =>
        {
            if (e is StageProgress { Stage: Stage.Data }) stop.Cancel();
        });

        var failure = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PlainRestore.IntoAsync(database, dump.Path, listener: cancelling, cancellationToken: stop.Token));

        Assert.Equal(stop.Token, failure.CancellationToken);
        Assert.True(await IsQuietAsync(database));
        Assert.Equal(0L, await database.ScalarAsync("SELECT (SELECT count(*) FROM a) + (SELECT count(*) FROM b)"));
        await dump.Database.DisposeAsync();
    }

    private static async Task<bool> IsQuietAsync(TestDatabase database)
    {
        for (var wait = Stopwatch.StartNew(); wait.Elapsed < TimeSpan.FromSeconds(20);)
        {
            if ((long)(await TestServer.ScalarAsync("postgres", $"SELECT count(*) FROM pg_stat_activity WHERE datname = '{database.Name}'"))! == 0) return true;
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        return false;
    }

    private async Task<(TestDatabase Database, string Path)> DumpAsync(string sql, params string[] arguments)
    {
        var database = await TestServer.CreateDatabaseAsync();
        var path = System.IO.Path.Combine(_folder, database.Name + ".dump");
        (await StockTools.RunAsync("psql", database.Server, database.Name, "--command", sql)).EnsureSuccess();
        (await StockTools.RunAsync("pg_dump", database.Server, database.Name, ["-Fc", "-f", path, .. arguments])).EnsureSuccess();
        return (database, path);
    }

    private sealed class EventList(Action<ProgressEvent>? then = null) : IProgress<ProgressEvent>
    {
        public List<ProgressEvent> Seen { get; } = [];

        public void Report(ProgressEvent value)
        {
            lock (Seen) Seen.Add(value);
            then?.Invoke(value);
        }
    }

    private sealed class TestRole : IAsyncDisposable
    {
        public string Name { get; } = TestServer.UniqueName();

        public Task CreateAsync() => TestServer.ExecuteAsync("postgres", "CREATE ROLE " + Name);

        public async ValueTask DisposeAsync() => await TestServer.ExecuteAsync("postgres", "DROP ROLE IF EXISTS " + Name);
    }
}
