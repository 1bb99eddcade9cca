using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Restoring.Planning;
using PgClone.Testing;

namespace PgClone.Restoring.Execution;

/// <summary>Tables whose rows are refused at first. That those come in whole which can is shown by the databases of <see cref="OrderTests"/>.</summary>
public sealed class SecondTryTests
{
    private const string Refused = """
        CREATE FUNCTION refused(i int) RETURNS bool LANGUAGE plpgsql AS
            $$BEGIN IF NOT public.is_source() THEN RAISE 'try %', nextval('public.tries') USING ERRCODE = '{0}'; END IF; RETURN true; END$$;
        CREATE SEQUENCE tries;
        CREATE TABLE a_refused (i int CHECK (refused(i)));
        CREATE TABLE sound (i int PRIMARY KEY);
        INSERT INTO a_refused VALUES (1);
        INSERT INTO sound SELECT generate_series(1, 100);
        CREATE INDEX a_refused_i ON a_refused (i);
        """;

    public static TheoryData<string, int> States => new()
    {
        { "23514", 1 }, { "23503", 4 }, { "P0001", 4 }, { "42P01", 1 }, { "XX000", 1 }, { "XX000", 4 },
    };

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_table_that_comes_in_late_is_told(int jobs)
    {
        await using var dump = await SmallDump.CreateAsync(await File.ReadAllTextAsync(CaseFiles.PathOf("second-tries.sql"), TestContext.Current.CancellationToken));

        var (database, report) = await dump.RestoreAsync(new RestorePlanOptions { Jobs = jobs });

        await using var _ = database;
        Assert.Contains(report.Notices, notice => notice.StartsWith("TABLE DATA public.a_check (", StringComparison.Ordinal) && notice.Contains("tried again after all other tables", StringComparison.Ordinal));
        Assert.Equal(3, Assert.Single(report.Tables, table => table.Table == "a_check").Rows);
        Assert.Empty(report.Failures);
    }

    [Theory]
    [MemberData(nameof(States))]
    public async Task A_table_that_is_refused_twice_fails_with_the_second_refusal(string state, int jobs)
    {
        await using var dump = await SmallDump.CreateAsync(PausedRestore.Source + Refused.Replace("{0}", state, StringComparison.Ordinal));
        await using var database = await TestServer.CreateDatabaseAsync();

        var failure = await Assert.ThrowsAsync<PgCloneException>(() => PlainRestore.IntoAsync(database, dump.File, new RestorePlanOptions { Jobs = jobs }));

        Assert.Equal(ErrorCode.RestoreDataFailed, failure.Code);
        Assert.Contains($"{state}: try 2", failure.Why, StringComparison.Ordinal);
        Assert.NotNull(failure.Advice);
        Assert.Equal(100L, await database.ScalarAsync("SELECT count(*) FROM sound"));
    }

    [Theory]
    [MemberData(nameof(States))]
    public async Task A_table_that_is_refused_twice_is_one_failed_entry(string state, int jobs)
    {
        await using var dump = await SmallDump.CreateAsync(PausedRestore.Source + Refused.Replace("{0}", state, StringComparison.Ordinal));

        var (database, report) = await dump.RestoreAsync(new RestorePlanOptions { Jobs = jobs, OnError = ErrorPolicy.Continue });

        await using var _ = database;
        var failed = Assert.Single(report.Failures);
        Assert.StartsWith("TABLE DATA public.a_refused (", failed.Entry, StringComparison.Ordinal);
        Assert.StartsWith($"{state}: try 2", failed.Reason, StringComparison.Ordinal);
        Assert.Contains(report.Notices, notice => notice.Contains($"{state}: try 1", StringComparison.Ordinal));
        Assert.Equal("a_refused_i", await database.ScalarAsync("SELECT to_regclass('a_refused_i')::text"));
    }

    [Fact]
    public async Task What_no_other_table_could_mend_fails_at_once()
    {
        await using var dump = await SmallDump.CreateAsync(PausedRestore.Source + Refused.Replace("{0}", "22012", StringComparison.Ordinal));

        var failure = await Assert.ThrowsAsync<PgCloneException>(() => dump.RestoreAsync(new RestorePlanOptions()));

        Assert.Contains("22012: try 1", failure.Why, StringComparison.Ordinal);
    }
}
