using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Restoring.Planning;
using PgClone.Testing;

namespace PgClone.Restoring.Execution;

public sealed class FailureListTests
{
    /// <summary>Tells the database that is dumped from a copy: comments on databases are not restored.</summary>
    private const string Source = """
        DO $$ BEGIN EXECUTE format('COMMENT ON DATABASE %I IS ''source''', current_database()); END $$;
        CREATE FUNCTION is_source() RETURNS boolean LANGUAGE sql AS
            'SELECT coalesce(shobj_description(oid, ''pg_database''), '''') = ''source'' FROM pg_database WHERE datname = current_database()';
        """;

    private static readonly RestorePlanOptions GoingOn = new() { OnError = ErrorPolicy.Continue };

    [Fact]
    public async Task A_restore_that_goes_on_names_every_entry_that_failed_and_restores_the_rest()
    {
        await using var dump = await BrokenAsync();
        await using var database = await TestServer.CreateDatabaseAsync();
        var listener = new Listener();

        var report = await PlainRestore.IntoAsync(database, dump.File, GoingOn, listener);

        Assert.Equal(
            ["COMMENT public.INDEX sound_idx", "FK CONSTRAINT public.child child_fkey", "INDEX public.sound_idx", "TABLE DATA public.big", "TABLE DATA public.parent"],
            report.Failures.Select(failure => failure.Entry[..failure.Entry.IndexOf(" (", StringComparison.Ordinal)]).Order(StringComparer.Ordinal));
        Assert.All(report.Failures, failure => Assert.StartsWith(failure.SqlState + ": ", failure.Reason, StringComparison.Ordinal));
        Assert.Equal(report.Failures, listener.Failures);
        Assert.Equal((0L, 0L), (await database.ScalarAsync("SELECT count(*) FROM parent"), await database.ScalarAsync("SELECT count(*) FROM big")));
        Assert.Equal((1L, 3L), (await database.ScalarAsync("SELECT count(*) FROM child"), await database.ScalarAsync("SELECT count(*) FROM sound")));
    }

    [Fact]
    public async Task A_restore_stops_at_the_first_failure_unless_it_is_told_otherwise()
    {
        await using var dump = await BrokenAsync();

        var failure = await Assert.ThrowsAsync<PgCloneException>(() => dump.RestoreAsync(new RestorePlanOptions()));

        Assert.Equal(ErrorCode.RestoreDataFailed, failure.Code);
    }

    [Fact]
    public async Task A_damaged_archive_stops_every_restore()
    {
        await using var dump = await SmallDump.CreateAsync("CREATE TABLE t AS SELECT md5(i::text) FROM generate_series(1, 20000) i");
        var bytes = await File.ReadAllBytesAsync(dump.File, TestContext.Current.CancellationToken);
        bytes.AsSpan(bytes.Length / 2, 1000).Fill(0xFF);
        await File.WriteAllBytesAsync(dump.File, bytes, TestContext.Current.CancellationToken);

        var failure = await Assert.ThrowsAsync<PgCloneException>(() => dump.RestoreAsync(GoingOn));

        Assert.Equal(ErrorCode.ArchiveCorrupt, failure.Code);
    }

    private static Task<SmallDump> BrokenAsync() => SmallDump.CreateAsync(Source + """
        CREATE FUNCTION checked(i int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS
            'BEGIN IF NOT public.is_source() THEN RAISE EXCEPTION ''a copy''; END IF; RETURN i; END';
        CREATE TABLE parent (id int PRIMARY KEY CHECK (is_source()));
        CREATE TABLE child (parent int CONSTRAINT child_fkey REFERENCES parent);
        CREATE TABLE big (i int CHECK (i < 20000 OR is_source()), text text);
        CREATE TABLE sound (id int PRIMARY KEY);
        INSERT INTO parent VALUES (1);
        INSERT INTO child VALUES (1);
        INSERT INTO big SELECT i, md5(i::text) FROM generate_series(1, 20000) i;
        INSERT INTO sound VALUES (1), (2), (3);
        CREATE INDEX sound_idx ON sound (checked(id));
        COMMENT ON INDEX sound_idx IS 'x';
        """);

    private sealed class Listener : IProgress<ProgressEvent>
    {
        private readonly List<FailedEntry> _failures = [];

        public IReadOnlyList<FailedEntry> Failures => _failures;

        public void Report(ProgressEvent value)
        {
            lock (_failures)
                if (value is EntryFailed failed) _failures.Add(failed.Failure);
        }
    }
}
