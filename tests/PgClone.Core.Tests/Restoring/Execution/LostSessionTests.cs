using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Restoring.Planning;
using PgClone.Servers;
using PgClone.Servers.Local;
using PgClone.Testing;

namespace PgClone.Restoring.Execution;

/// <summary>Sessions that end in mid-restore, and errors that the driver takes for such an end.</summary>
public sealed class LostSessionTests : IDisposable
{
    private const string Sound = """
        CREATE TABLE sound (id int PRIMARY KEY, v text);
        INSERT INTO sound SELECT i, md5(i::text) FROM generate_series(1, 1000) i;
        CREATE INDEX sound_v ON sound (v);
        CREATE VIEW sound_view AS SELECT id FROM sound;
        CREATE MATERIALIZED VIEW sound_rows AS SELECT count(*) AS n FROM sound;
        """;

    private readonly string _folder = Path.Combine(Path.GetTempPath(), "pgclone-lost-" + Guid.NewGuid().ToString("N")[..8]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>What a session stands still at, and the entry that fails with it.</summary>
    public static TheoryData<string, string, int> Places
    {
        get
        {
            var places = new TheoryData<string, string, int>();
            foreach (var jobs in new[] { 1, 4 })
            {
                places.Add("CREATE TABLE t (i int CHECK (i <> 15000 OR pause(i) > 0)); INSERT INTO t SELECT generate_series(1, 20000)", "TABLE DATA public.t", jobs);
                places.Add("CREATE TABLE t (i int); INSERT INTO t VALUES (1); CREATE INDEX t_i ON t (pause(i))", "INDEX public.t_i", jobs);
                places.Add("CREATE TABLE t (i int); INSERT INTO t SELECT generate_series(1, 100000); CREATE INDEX t_i ON t (pause(i)) WHERE i > 99999", "INDEX public.t_i", jobs);
                places.Add("CREATE MATERIALIZED VIEW m AS SELECT pause(1)", "MATERIALIZED VIEW DATA public.m", jobs);
                places.Add("CREATE TABLE t (i int); INSERT INTO t VALUES (1); ALTER TABLE t ADD CONSTRAINT t_check CHECK (pause(i) > 0) NOT VALID; ALTER TABLE t VALIDATE CONSTRAINT t_check", "TABLE DATA public.t", jobs);
                places.Add("CREATE VIEW stands_still AS SELECT 1 AS one", "VIEW public.stands_still", jobs);
            }

            return places;
        }
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task A_session_that_somebody_ends_is_one_failed_entry(string sql, string entry, int jobs)
    {
        await using var dump = await SmallDump.CreateAsync(PausedRestore.Source + Sound + sql);
        await using var database = await CreateTargetAsync();

        var report = await PausedRestore.KillAsync(database, dump.File, new RestorePlanOptions { OnError = ErrorPolicy.Continue, Jobs = jobs });

        var failed = Assert.Single(report.Failures);
        Assert.StartsWith(entry + " (", failed.Entry, StringComparison.Ordinal);
        Assert.Equal("57P01", failed.SqlState);
        Assert.Equal((1000L, 1000L), (await database.ScalarAsync("SELECT count(*) FROM sound"), await database.ScalarAsync("SELECT n FROM sound_rows")));
        Assert.Equal("sound_v", await database.ScalarAsync("SELECT to_regclass('sound_v')::text"));
        Assert.Equal("sound_view", await database.ScalarAsync("SELECT to_regclass('sound_view')::text"));
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task A_session_that_somebody_ends_stops_a_restore_with_a_code(string sql, string entry, int jobs)
    {
        await using var dump = await SmallDump.CreateAsync(PausedRestore.Source + Sound + sql);
        await using var database = await CreateTargetAsync();

        var failure = await Assert.ThrowsAsync<PgCloneException>(() => PausedRestore.KillAsync(database, dump.File, new RestorePlanOptions { Jobs = jobs }));

        Assert.True(failure.Code is ErrorCode.RestoreStatementFailed or ErrorCode.RestoreDataFailed, failure.Message);
        Assert.StartsWith(entry + " (", failure.Where, StringComparison.Ordinal);
        Assert.Contains("57P01", failure.Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Code_that_raises_what_a_dying_server_would_is_an_entry_that_failed(int jobs)
    {
        string[] states = ["53100", "53200", "57014", "57P01", "57P02", "57P03", "57P05", "58000", "58P01", "XX000", "XX001", "F0000", "08006", "08P01", "25P03", "40001"];
        var tables = string.Concat(states.Select((state, i) => $"""
            CREATE TABLE t{i} (i int CHECK (refused(i, 1, '{state}')));
            INSERT INTO t{i} SELECT 1;
            CREATE TABLE u{i} AS SELECT 2 AS i;
            CREATE INDEX u{i}_i ON u{i} (refused(i, 2, '{state}'));
            CREATE MATERIALIZED VIEW m{i} AS SELECT refused(3, 3, '{state}');
            """));
        await using var dump = await SmallDump.CreateAsync(PausedRestore.Source + Sound + """
            CREATE FUNCTION refused(i int, bad int, state text) RETURNS bool IMMUTABLE LANGUAGE plpgsql AS
                $$BEGIN IF i = bad AND NOT public.is_source() THEN RAISE 'not here' USING ERRCODE = state; END IF; RETURN true; END$$;
            """ + tables);

        var (database, report) = await dump.RestoreAsync(new RestorePlanOptions { OnError = ErrorPolicy.Continue, Jobs = jobs });

        await using var _ = database;
        var expected = states.SelectMany((state, i) => new[] { $"TABLE DATA public.t{i} {state}", $"INDEX public.u{i}_i {state}", $"MATERIALIZED VIEW DATA public.m{i} {state}" });
        Assert.Equal(expected.Order(StringComparer.Ordinal), report.Failures.Select(failed => $"{failed.Entry[..failed.Entry.IndexOf(" (", StringComparison.Ordinal)]} {failed.SqlState}").Order(StringComparer.Ordinal));
        Assert.Equal((1000L, 1000L), (await database.ScalarAsync("SELECT count(*) FROM sound"), await database.ScalarAsync("SELECT n FROM sound_rows")));
        Assert.Equal("sound_v", await database.ScalarAsync("SELECT to_regclass('sound_v')::text"));
    }

    [Fact]
    public async Task Sessions_that_are_lost_again_and_again_end_the_restore()
    {
        var tables = string.Concat(Enumerable.Range(0, ConnectionSource.MostLosses + 1).Select(i => $"CREATE TABLE t{i} AS SELECT 1 AS i; CREATE INDEX ON t{i} (lost(i));"));
        await using var dump = await SmallDump.CreateAsync(PausedRestore.Source + """
            CREATE FUNCTION lost(i int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS
                'BEGIN IF NOT public.is_source() THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN i; END';
            """ + tables);

        var failure = await Assert.ThrowsAsync<PgCloneException>(() => dump.RestoreAsync(new RestorePlanOptions { OnError = ErrorPolicy.Continue }));

        Assert.Equal(ErrorCode.SessionLost, failure.Code);
        Assert.Contains("57P01", failure.Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 1)]
    [InlineData(false, 4)]
    [InlineData(true, 4)]
    public async Task A_server_that_stops_or_starts_again_ends_the_restore(bool again, int jobs)
    {
        await TestServer.GetAsync();
        var local = new LocalServer(new LocalServerOptions
        {
            DataRoot = _folder,
            BinDirectory = TestServer.BinDirectory,
            TemplateRoot = TestServer.TemplateRoot,
            Settings = new Dictionary<string, string> { ["shared_buffers"] = "16MB" },
        });
        await using var dump = await SmallDump.CreateAsync(PausedRestore.Source + Sound + "CREATE TABLE t (i int CHECK (i <> 15000 OR pause(i) > 0)); INSERT INTO t SELECT generate_series(1, 20000)");
        try
        {
            var database = new TestDatabase(await local.EnsureStartedAsync(Token), "postgres");
            await using var held = await PausedRestore.HoldAsync(database);
            var restore = PlainRestore.IntoAsync(database, dump.File, new RestorePlanOptions { OnError = ErrorPolicy.Continue, Jobs = jobs });
            var backend = await PausedRestore.WaitAsync(database, restore);
            if (again) System.Diagnostics.Process.GetProcessById(backend).Kill();
            else await local.StopAsync(Token);

            var failure = await Assert.ThrowsAsync<PgCloneException>(() => restore);

            Assert.True(failure.Code is ErrorCode.SessionLost or ErrorCode.ServerRestarted, failure.Message);
        }
        finally
        {
            // One that is about to start again may not hear that it is to stop.
            if (again) await local.EnsureStartedAsync(CancellationToken.None);
            await local.StopAsync(CancellationToken.None);
        }
    }

    /// <summary>A database in which views of that name stand still.</summary>
    private static async Task<TestDatabase> CreateTargetAsync()
    {
        var database = await TestServer.CreateDatabaseAsync();
        await database.ExecuteAsync("""
            CREATE SCHEMA extra;
            CREATE FUNCTION extra.stand_still() RETURNS event_trigger LANGUAGE plpgsql AS $$
                BEGIN IF EXISTS (SELECT FROM pg_event_trigger_ddl_commands() WHERE object_identity = 'public.stands_still') THEN PERFORM pg_advisory_xact_lock_shared(7); END IF; END $$;
            CREATE EVENT TRIGGER stand_still ON ddl_command_end WHEN TAG IN ('CREATE VIEW') EXECUTE FUNCTION extra.stand_still();
            """);
        return database;
    }
}
