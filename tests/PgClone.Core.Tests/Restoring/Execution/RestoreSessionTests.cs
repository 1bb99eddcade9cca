using PgClone.Archives;
using PgClone.Restoring.Planning;
using PgClone.Testing;

namespace PgClone.Restoring.Execution;

public sealed class RestoreSessionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_victim_of_a_deadlock_tries_again()
    {
        await using var database = await TestServer.CreateDatabaseAsync();
        await database.ExecuteAsync("CREATE TABLE a (v int); CREATE TABLE b (v int)");
        await using var one = await RestoreSession.OpenAsync(database.Server, database.Name, ["SET deadlock_timeout = '50ms'"], Token);
        await using var other = await RestoreSession.OpenAsync(database.Server, database.Name, ["SET deadlock_timeout = '50ms'"], Token);

        await Task.WhenAll(AlterAsync(one, "a", "b", 50), AlterAsync(other, "b", "a", 60));

        Assert.Equal(2L, await database.ScalarAsync("SELECT count(*) FROM pg_class WHERE relname IN ('a', 'b') AND reloptions IS NOT NULL"));
    }

    [Fact]
    public async Task Entries_that_run_together_are_done_together_or_not_at_all()
    {
        await using var database = await TestServer.CreateDatabaseAsync();
        await using var session = await RestoreSession.OpenAsync(database.Server, database.Name, [], Token);
        var steps = new[] { Step("CREATE TABLE a (v int)", "pg_default"), Step("CREATE TABLE a (v text)") };

        Assert.False(await session.TryExecuteAsync(steps, Token));
        Assert.Null(await database.ScalarAsync("SELECT to_regclass('a')::text"));
        Assert.True(await session.TryExecuteAsync(steps[..1], Token));
        Assert.Equal("a", await database.ScalarAsync("SELECT to_regclass('a')::text"));
    }

    private static async Task AlterAsync(RestoreSession session, string first, string second, int fillFactor) =>
        await session.ExecuteAsync(
            [$"ALTER TABLE {first} SET (fillfactor = {fillFactor})", "SELECT pg_sleep(0.3)", $"ALTER TABLE {second} SET (fillfactor = {fillFactor})"], Token);

    private static RestoreStep Step(string sql, string? tablespace = null) => new(
        new TocEntry { DumpId = 1, HasData = false, TableOid = 0, Oid = 0, Tag = "a", Type = "TABLE", Section = ArchiveSection.PreData, Dependencies = [] },
        new SessionSettings(null, tablespace, null),
        [[sql]]);
}
