using PgClone.Restoring.Planning;
using PgClone.Testing;

namespace PgClone.Restoring;

/// <summary>A database whose jobs pg_cron runs: the server lets that extension into one database only, and jobs must not run twice.</summary>
public sealed class CronTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task The_scheduler_and_its_jobs_are_left_out_with_a_notice(int jobs)
    {
        await using var database = await TestServer.CreateDatabaseAsync();

        var report = await PlainRestore.IntoAsync(database, CaseFiles.PathOf("cron-15.dump"), new RestorePlanOptions { Jobs = jobs });

        Assert.Empty(report.Failures);
        Assert.Equal("1", (await database.ScalarAsync("SELECT string_agg(a::text, ',') FROM t"))?.ToString());
        Assert.Equal(0L, await database.ScalarAsync("SELECT count(*) FROM pg_namespace WHERE nspname = 'cron'"));
        var notice = Assert.Single(report.Notices);
        Assert.Contains("pg_cron lives in one database", notice, StringComparison.Ordinal);
        Assert.Contains("cron.job", notice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_schema_of_that_name_without_the_extension_is_restored()
    {
        await using var dump = await SmallDump.CreateAsync("CREATE SCHEMA cron; CREATE TABLE cron.job AS SELECT 1 AS id");
        await using var database = await TestServer.CreateDatabaseAsync();

        var report = await PlainRestore.IntoAsync(database, dump.File);

        Assert.Empty(report.Notices);
        Assert.Equal(1L, await database.ScalarAsync("SELECT count(*) FROM cron.job"));
    }
}
