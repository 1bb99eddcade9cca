using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Restoring.Planning;
using PgClone.Testing;

namespace PgClone.Restoring;

public sealed class NoTablesTests
{
    [Fact]
    public async Task A_restore_that_has_lost_all_its_tables_is_no_success_even_where_it_goes_on_after_errors()
    {
        await using var dump = await CreateAsync("CREATE TABLE one (id int, place public.spot); CREATE TABLE two (place public.spot)");
        await using var database = await TestServer.CreateDatabaseAsync();

        var error = await Assert.ThrowsAsync<PgCloneException>(() => PlainRestore.IntoAsync(database, dump.File, new RestorePlanOptions { OnError = ErrorPolicy.Continue }));

        Assert.Equal(ErrorCode.RestoreStatementFailed, error.Code);
        Assert.Contains("None of the dump's tables", error.What, StringComparison.Ordinal);
        Assert.Contains("TABLE public.one", error.Where, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_has_lost_some_of_them_goes_on()
    {
        await using var dump = await CreateAsync("CREATE TABLE one (id int, place public.spot); CREATE TABLE two (id int)");
        await using var database = await TestServer.CreateDatabaseAsync();

        var report = await PlainRestore.IntoAsync(database, dump.File, new RestorePlanOptions { OnError = ErrorPolicy.Continue });

        Assert.NotEmpty(report.Failures);
        Assert.Equal(1L, await database.ScalarAsync("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"));
    }

    /// <summary>A dump whose tables need a type of an extension that the target's server has no more: here, that the dump does not make.</summary>
    private static async Task<SmallDump> CreateAsync(string tables)
    {
        await using var database = await TestServer.CreateDatabaseAsync();
        await database.ExecuteAsync("CREATE TYPE public.spot AS (x int, y int); " + tables);
        return await SmallDump.OfAsync(database, "--table=public.one", "--table=public.two");
    }
}
