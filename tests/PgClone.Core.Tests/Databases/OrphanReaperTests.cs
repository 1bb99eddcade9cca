using PgClone.Testing;

namespace PgClone.Databases;

public sealed class OrphanReaperTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Drops_what_a_killed_restore_left_behind()
    {
        var server = await TestServer.GetAsync();
        await using var orphan = await CreateWithCommentAsync(DatabaseMarker.Create(DatabaseMarker.Temporary, "app", null).ToComment());

        await OrphanReaper.ReapAsync(server, Token);

        Assert.False(await TestServer.ExistsAsync(orphan.Name));
    }

    [Fact]
    public async Task Drops_what_was_killed_before_it_had_a_comment()
    {
        var orphan = DatabaseName.MakeUnique(TestServer.UniqueName());
        await TestServer.ExecuteAsync("postgres", $"CREATE DATABASE {orphan}");

        await OrphanReaper.ReapAsync(await TestServer.GetAsync(), Token);

        Assert.False(await TestServer.ExistsAsync(orphan));
    }

    [Fact]
    public async Task Drops_a_database_whose_maker_lost_its_session()
    {
        var server = await TestServer.GetAsync();
        var temporary = await TemporaryDatabase.CreateAsync(server, TestServer.UniqueName(), new("UTF8"), null, Token);
        await TestServer.ExecuteAsync("postgres", $"SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND (classid::bigint << 32 | objid::bigint) = {AdvisoryLock.KeyOfTemporary(temporary.Name)}");

        // The session ends a moment after it was told to.
        while (await TestServer.ExistsAsync(temporary.Name)) await OrphanReaper.ReapAsync(server, Token);

        await temporary.DisposeAsync();
    }

    [Fact]
    public async Task Leaves_alone_what_is_being_restored_and_what_is_not_ours()
    {
        var server = await TestServer.GetAsync();
        await using var live = await TemporaryDatabase.CreateAsync(server, TestServer.UniqueName(), new("UTF8"), null, Token);
        await using var named = await TestServer.CreateDatabaseAsync("pgclone_" + TestServer.UniqueName());
        await using var commented = await CreateWithCommentAsync("mine");

        await OrphanReaper.ReapAsync(server, Token);

        Assert.True(await TestServer.ExistsAsync(live.Name));
        Assert.True(await TestServer.ExistsAsync(named.Name));
        Assert.True(await TestServer.ExistsAsync(commented.Name));
    }

    // It gets its name last: other tests reap at the same time, and would take it for one that was killed before it had a comment.
    private static async Task<TestDatabase> CreateWithCommentAsync(string comment)
    {
        var database = await TestServer.CreateDatabaseAsync();
        var name = DatabaseName.MakeUnique(database.Name);
        await TestServer.ExecuteAsync("postgres", $"COMMENT ON DATABASE {database.QuotedName} IS '{comment}'");
        await TestServer.ExecuteAsync("postgres", $"ALTER DATABASE {database.QuotedName} RENAME TO {name}");
        return database with { Name = name };
    }
}
