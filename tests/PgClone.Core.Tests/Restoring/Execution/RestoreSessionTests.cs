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

        Assert.Equal("42P07", (await session.TryExecuteAsync(steps, Token))?.SqlState);
        Assert.Null(await database.ScalarAsync("SELECT to_regclass('a')::text"));
        Assert.Null(await session.TryExecuteAsync(steps[..1], Token));
        Assert.Equal("a", await database.ScalarAsync("SELECT to_regclass('a')::text"));
    }

    [Fact]
    public async Task A_session_in_the_place_of_a_lost_one_is_set_as_that_was()
    {
        await using var database = await TestServer.CreateDatabaseAsync();
        await using var session = await RestoreSession.OpenAsync(database.Server, database.Name, ["SET work_mem = '7MB'"], Token);
        await session.ApplyAsync(new SessionSettings("public", "pg_default", "heap"), Token);
        await session.ApplyAsync(new BulkSettings(76543, 2), Token);
        var before = await SettingsAsync(session);
        var backend = session.Connection.ProcessID;
        await database.ExecuteAsync($"SELECT pg_terminate_backend({backend}, 10000)");
        var lost = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => session.ExecuteAsync(["SELECT 1"], Token));

        await session.RecoverAsync(new SessionLoss("here", lost.Message, SessionLoss.IsLoss(lost)), Token);

        Assert.NotEqual(backend, session.Connection.ProcessID);
        Assert.Equal("7MB, public, pg_catalog, pg_default, heap, 76543kB, 2", before);
        Assert.Equal(before, await SettingsAsync(session));
    }

    [Fact]
    public async Task What_a_lost_session_still_does_is_ended()
    {
        await using var database = await TestServer.CreateDatabaseAsync();
        await using var session = await RestoreSession.OpenAsync(database.Server, database.Name, [], Token);
        await using var other = await database.Server.OpenAsync(database.Name, Token);
        await session.Connection.CloseAsync();

        // As if it were that of the lost one: a connection that breaks on the way leaves a process that notices nothing.
        await new ConnectionSource(database.Server, database.Name, []).ReplaceAsync(other.ProcessID, new SessionLoss("here", "broken", IsOfServer: true), Token);

        await using var command = new Npgsql.NpgsqlCommand("SELECT 1", other);
        var failure = await Assert.ThrowsAnyAsync<Npgsql.NpgsqlException>(() => command.ExecuteScalarAsync(Token));
        Assert.Equal("57P01", failure.SqlState);
    }

    private static async Task<string> SettingsAsync(RestoreSession session)
    {
        await using var command = new Npgsql.NpgsqlCommand(
            "SELECT concat_ws(', ', current_setting('work_mem'), current_setting('search_path'), current_setting('default_tablespace'), current_setting('default_table_access_method'), current_setting('maintenance_work_mem'), current_setting('max_parallel_maintenance_workers'))",
            session.Connection);
        return (string)(await command.ExecuteScalarAsync(Token))!;
    }

    private static async Task AlterAsync(RestoreSession session, string first, string second, int fillFactor) =>
        await session.ExecuteAsync(
            [$"ALTER TABLE {first} SET (fillfactor = {fillFactor})", "SELECT pg_sleep(0.3)", $"ALTER TABLE {second} SET (fillfactor = {fillFactor})"], Token);

    private static RestoreStep Step(string sql, string? tablespace = null) => new(
        new TocEntry { DumpId = 1, HasData = false, TableOid = 0, Oid = 0, Tag = "a", Type = "TABLE", Section = ArchiveSection.PreData, Dependencies = [] },
        new SessionSettings(null, tablespace, null),
        [[sql]]);
}
