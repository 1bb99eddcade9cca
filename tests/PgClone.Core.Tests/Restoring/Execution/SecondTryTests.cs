using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Restoring.Planning;
using PgClone.Testing;

namespace PgClone.Restoring.Execution;

/// <summary>Tables whose rows are refused until those of another one are there, which no archive tells.</summary>
public sealed class SecondTryTests
{
    /// <summary>What asks for a row of another table in one of the ways that are tried again: false, an error of its own, a table that is missing.</summary>
    private const string Code = """
        CREATE TABLE lookup (code text PRIMARY KEY);
        INSERT INTO lookup SELECT 'c' || i FROM generate_series(1, 100) i;
        CREATE FUNCTION known(c text) RETURNS boolean LANGUAGE sql STABLE AS 'SELECT EXISTS (SELECT FROM public.lookup WHERE code = c)';
        CREATE FUNCTION required(c text) RETURNS boolean LANGUAGE plpgsql STABLE AS $$BEGIN IF NOT public.known(c) THEN RAISE 'no %', c; END IF; RETURN true; END$$;
        """;

    public static TheoryData<string, int> Databases
    {
        get
        {
            string[] databases =
            [
                // The names put what is asked for last; that it is evaluated puts it after a table that asks for it.
                "CREATE TABLE a (id int, code text CHECK (known(code))); INSERT INTO a VALUES (1, 'c1')",
                "CREATE TABLE a (id int, code text CHECK (required(code))); INSERT INTO a VALUES (1, 'c1')",
                "CREATE TABLE a (id int, code text CHECK (known(code))); INSERT INTO a SELECT i, 'c1' FROM generate_series(1, 300000) i",
                // Three tables, each of which asks for the next.
                """
                CREATE TABLE c (id int CHECK (known('c' || id))); CREATE FUNCTION in_c(i int) RETURNS boolean LANGUAGE sql STABLE AS 'SELECT EXISTS (SELECT FROM public.c WHERE id = i)';
                CREATE TABLE b (id int CHECK (in_c(id))); CREATE FUNCTION in_b(i int) RETURNS boolean LANGUAGE sql STABLE AS 'SELECT EXISTS (SELECT FROM public.b WHERE id = i)';
                CREATE TABLE a (id int PRIMARY KEY CHECK (in_b(id))); INSERT INTO c VALUES (7); INSERT INTO b VALUES (7); INSERT INTO a VALUES (7)
                """,
                // What is computed of a table that is tried again is computed after it.
                """
                CREATE TABLE a (id int CHECK (in_z(id)), note text); CREATE FUNCTION note_of(i int) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT note FROM public.a WHERE id = i';
                CREATE TABLE b (id int, note text GENERATED ALWAYS AS (note_of(id)) STORED); CREATE INDEX b_note ON b (note);
                INSERT INTO z VALUES (1); INSERT INTO a VALUES (1, 'one'); INSERT INTO b VALUES (1)
                """,
                "CREATE TABLE a (id int CHECK (known('c' || id))) PARTITION BY LIST (id); CREATE TABLE a1 PARTITION OF a FOR VALUES IN (1); INSERT INTO a VALUES (1)",
                "CREATE TABLE a (id int, code text CHECK (known(code)), PRIMARY KEY (id)); CREATE TABLE r (a int REFERENCES a); INSERT INTO a VALUES (1, 'c1'); INSERT INTO r VALUES (1); CREATE MATERIALIZED VIEW m AS SELECT * FROM a",
            ];
            var data = new TheoryData<string, int>();
            foreach (var database in databases) foreach (var jobs in new[] { 1, 2, 8 }) data.Add(database, jobs);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Refused_rows_come_in_after_all_others(string sql, int jobs)
    {
        const string Last = "CREATE TABLE z (id int CHECK (id > 0 OR public.known(id::text))); CREATE FUNCTION in_z(i int) RETURNS boolean LANGUAGE sql STABLE AS 'SELECT EXISTS (SELECT FROM public.z WHERE id = i)';";
        await using var original = await TestServer.CreateDatabaseAsync();
        await original.ExecuteAsync(Code + Last + sql);
        await using var dump = await SmallDump.OfAsync(original);
        await using var restored = await TestServer.CreateDatabaseAsync();

        var report = await PlainRestore.IntoAsync(restored, dump.File, new RestorePlanOptions { Jobs = jobs });

        Assert.Empty(report.Failures);
        Assert.Equal(await SumsOfAsync(original), await SumsOfAsync(restored));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Rows_that_stay_wrong_fail_once_and_what_is_tried_again_is_told(int jobs)
    {
        await using var dump = await SmallDump.CreateAsync(Code + """
            CREATE TABLE wrong (code text CHECK (known(code)));
            INSERT INTO wrong VALUES ('c1');
            CREATE INDEX wrong_code ON wrong (code);
            DELETE FROM lookup WHERE code = 'c1';
            """);
        await using var goesOn = await TestServer.CreateDatabaseAsync();
        await using var stops = await TestServer.CreateDatabaseAsync();

        var report = await PlainRestore.IntoAsync(goesOn, dump.File, new RestorePlanOptions { Jobs = jobs, OnError = ErrorPolicy.Continue });
        var error = await Assert.ThrowsAsync<PgCloneException>(() => PlainRestore.IntoAsync(stops, dump.File, new RestorePlanOptions { Jobs = jobs }));

        var failed = Assert.Single(report.Failures);
        Assert.Equal(("23514", ErrorCode.RestoreDataFailed), (failed.SqlState, failed.Code));
        Assert.Contains("wrong", failed.Entry, StringComparison.Ordinal);
        Assert.Single(report.Notices, notice => notice.Contains("tried again", StringComparison.Ordinal));
        Assert.Equal(99L, await goesOn.ScalarAsync("SELECT count(*) FROM lookup"));
        Assert.Equal(1L, await goesOn.ScalarAsync("SELECT count(*) FROM pg_indexes WHERE indexname = 'wrong_code'"));
        Assert.Equal(ErrorCode.RestoreDataFailed, error.Code);
    }

    private static async Task<string> SumsOfAsync(TestDatabase database) => (string)(await database.ScalarAsync("""
        SELECT string_agg(c.oid::regclass || ' ' || (xpath('/row/h/text()', query_to_xml(format('SELECT count(*) || '':'' || coalesce(sum(hashtextextended(t::text, 0)), 0) AS h FROM ONLY %s t', c.oid::regclass), false, true, '')))[1], ', ' ORDER BY c.oid::regclass::text)
        FROM pg_class c WHERE c.relkind IN ('r', 'm') AND c.relnamespace = 'public'::regnamespace
        """))!;
}
