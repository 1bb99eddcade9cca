using PgClone.Servers;
using PgClone.Sql;
using PgClone.Testing;

namespace PgClone.Databases;

public sealed class OrphanReaperTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Drops_what_a_killed_restore_left_behind_and_tells_only_of_that()
    {
        var server = await TestServer.GetAsync();
        await using var orphan = await CreateWithCommentAsync(MarkerOfTheDead().ToComment());

        var reaped = await OrphanReaper.ReapAsync(server, cancellationToken: Token);
        var again = await OrphanReaper.ReapAsync(server, cancellationToken: Token);

        Assert.Contains(orphan.Name, reaped);
        Assert.DoesNotContain(orphan.Name, again);
        Assert.False(await TestServer.ExistsAsync(orphan.Name));
    }

    [Fact]
    public async Task Two_that_reap_at_once_tell_of_each_database_once()
    {
        var server = await TestServer.GetAsync();
        await using var orphan = await CreateWithCommentAsync(MarkerOfTheDead().ToComment());

        var reaped = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => OrphanReaper.ReapAsync(server, cancellationToken: Token)));

        Assert.Single(reaped, r => r.Contains(orphan.Name));
    }

    [Fact]
    public async Task Leaves_alone_what_somebody_has_a_session_in()
    {
        var server = await TestServer.GetAsync();
        await using var orphan = await CreateWithCommentAsync(DatabaseMarker.Create(DatabaseMarker.Temporary, "app", null).ToComment());
        await using var session = await server.OpenAsync(orphan.Name, Token);
        await session.ExecuteAsync("SET application_name = 'psql'", Token);
        await session.ExecuteAsync($"COMMENT ON DATABASE {orphan.QuotedName} IS '{MarkerOfTheDead().ToComment()}'", Token);

        var reaped = await OrphanReaper.ReapAsync(server, cancellationToken: Token);

        Assert.DoesNotContain(orphan.Name, reaped);
        Assert.True(await TestServer.ExistsAsync(orphan.Name));
    }

    [Fact]
    public async Task Leaves_alone_what_others_have_sessions_in_though_the_user_may_see_little_of_them()
    {
        await using var role = await TestRole.CreateAsync(attributes: "CREATEDB");
        await using var orphan = await CreateWithCommentAsync(DatabaseMarker.Create(DatabaseMarker.Temporary, "app", null).ToComment());
        await using var session = await orphan.Server.OpenAsync(orphan.Name, Token);
        await session.ExecuteAsync("SET application_name = 'psql'", Token);
        await session.ExecuteAsync($"COMMENT ON DATABASE {orphan.QuotedName} IS '{MarkerOfTheDead().ToComment()}'", Token);
        await session.ExecuteAsync($"ALTER DATABASE {orphan.QuotedName} OWNER TO {role.QuotedName}", Token);
        var server = await PostgresServer.ConnectAsync(role.ConnectionString, cancellationToken: Token);

        var reaped = await OrphanReaper.ReapAsync(server, cancellationToken: Token);

        Assert.DoesNotContain(orphan.Name, reaped);
        Assert.Equal(1, (await session.QueryAsync("SELECT 1", [], r => r.GetInt32(0), Token))[0]);
        await session.ExecuteAsync($"ALTER DATABASE {orphan.QuotedName} OWNER TO CURRENT_USER", Token);
    }

    [Fact]
    public async Task Leaves_alone_what_a_living_maker_of_another_user_has_lost_its_lock_of()
    {
        await using var role = await TestRole.CreateAsync(attributes: "CREATEDB");
        var plain = await PostgresServer.ConnectAsync(role.ConnectionString, cancellationToken: Token);
        await using var temporary = await TemporaryDatabase.CreateAsync(await TestServer.GetAsync(), TestServer.UniqueName(), new("UTF8"), null, Token);
        await TestServer.ExecuteAsync("postgres", $"ALTER DATABASE {temporary.Name} OWNER TO {role.QuotedName}");
        await TestServer.EndHolderAsync(AdvisoryLock.KeyOfTemporary(temporary.Name));

        await OrphanReaper.ReapAsync(plain, cancellationToken: Token);

        Assert.True(await TestServer.ExistsAsync(temporary.Name));
        await temporary.DisposeAsync();
    }

    [Fact]
    public async Task Ends_what_a_maker_that_is_gone_has_left_running()
    {
        var server = await TestServer.GetAsync();
        await using var orphan = await CreateWithCommentAsync(MarkerOfTheDead().ToComment());
        await using var session = await server.OpenAsync(orphan.Name, Token);
        var running = session.ExecuteAsync("SELECT pg_sleep(60)", Token);

        await OrphanReaper.ReapAsync(server, cancellationToken: Token);

        await Assert.ThrowsAnyAsync<Npgsql.NpgsqlException>(() => running);
        Assert.False(await TestServer.ExistsAsync(orphan.Name));
    }

    [Fact]
    public void Judges_by_the_makers_process_and_elsewhere_by_age()
    {
        var now = DateTimeOffset.UtcNow;
        var name = DatabaseName.MakeUnique("app");
        var mine = DatabaseMarker.Create(DatabaseMarker.Temporary, "app", null);
        var elsewhere = mine with { Host = "elsewhere" };

        Assert.False(OrphanReaper.IsOrphan(name, mine.ToComment(), now.AddDays(1)));
        Assert.True(OrphanReaper.IsOrphan(name, MarkerOfTheDead().ToComment(), now));
        Assert.True(OrphanReaper.IsOrphan(name, (mine with { Started = mine.Started - 60_000 }).ToComment(), now));
        Assert.False(OrphanReaper.IsOrphan(name, elsewhere.ToComment(), now));
        Assert.True(OrphanReaper.IsOrphan(name, elsewhere.ToComment(), now.AddHours(1)));
        Assert.False(OrphanReaper.IsOrphan(name, null, now));
        Assert.True(OrphanReaper.IsOrphan(name, null, now.AddHours(1)));
        Assert.True(OrphanReaper.IsOrphan(name, (mine with { Role = DatabaseMarker.Replaced }).ToComment(), now));
        Assert.False(OrphanReaper.IsOrphan(name, "mine", now.AddDays(1)));
        Assert.False(OrphanReaper.IsOrphan("pgclone_mine", null, now.AddDays(1)));
    }

    [Fact]
    public void A_ready_clone_goes_with_its_template_or_when_it_expires_but_not_while_its_maker_lives()
    {
        var (name, now) = (DatabaseName.MakeUnique("shop"), DateTimeOffset.UtcNow);
        var mine = DatabaseMarker.Create(DatabaseMarker.Ready, "shop", null) with { Origin = new CloneOrigin("key", 17, 1), Expires = now.AddHours(1) };
        var left = mine.ByNobody();

        Assert.False(OrphanReaper.IsOrphan(name, left.ToComment(), now, new HashSet<long> { 17 }));
        Assert.True(OrphanReaper.IsOrphan(name, left.ToComment(), now, new HashSet<long> { 18 }));
        Assert.False(OrphanReaper.IsOrphan(name, mine.ToComment(), now, new HashSet<long> { 18 }));
        Assert.False(OrphanReaper.IsOrphan(name, left.ToComment(), now));
        Assert.True(OrphanReaper.IsOrphan(name, left.ToComment(), now.AddHours(2), new HashSet<long> { 17 }));
    }

    [Fact]
    public async Task Drops_what_was_killed_before_it_had_a_comment()
    {
        var orphan = DatabaseName.MakeUnique(TestServer.UniqueName());
        await TestServer.ExecuteAsync("postgres", $"CREATE DATABASE {orphan}");

        await OrphanReaper.ReapAsync(await TestServer.GetAsync(), cancellationToken: Token);

        Assert.False(await TestServer.ExistsAsync(orphan));
    }

    [Fact]
    public async Task Leaves_alone_what_a_living_maker_lost_its_lock_of_and_the_maker_takes_it_again()
    {
        var server = await TestServer.GetAsync();
        await using var temporary = await TemporaryDatabase.CreateAsync(server, TestServer.UniqueName(), new("UTF8"), null, Token);
        await TestServer.EndHolderAsync(AdvisoryLock.KeyOfTemporary(temporary.Name));

        await OrphanReaper.ReapAsync(server, cancellationToken: Token);
        await temporary.EnsureLockedAsync(Token);

        Assert.True(await TestServer.ExistsAsync(temporary.Name));
        await using var connection = await server.OpenMaintenanceAsync(Token);
        Assert.False(await AdvisoryLock.TryTakeAsync(connection, AdvisoryLock.KeyOfTemporary(temporary.Name), Token));
    }

    [Fact]
    public async Task Leaves_alone_what_is_being_restored_and_what_is_not_ours()
    {
        var server = await TestServer.GetAsync();
        await using var live = await TemporaryDatabase.CreateAsync(server, TestServer.UniqueName(), new("UTF8"), null, Token);
        await using var named = await TestServer.CreateDatabaseAsync("pgclone_" + TestServer.UniqueName());
        await using var commented = await CreateWithCommentAsync("mine");

        await OrphanReaper.ReapAsync(server, cancellationToken: Token);

        Assert.True(await TestServer.ExistsAsync(live.Name));
        Assert.True(await TestServer.ExistsAsync(named.Name));
        Assert.True(await TestServer.ExistsAsync(commented.Name));
    }

    // No process has the highest number that there can be.
    private static DatabaseMarker MarkerOfTheDead() =>
        DatabaseMarker.Create(DatabaseMarker.Temporary, "app", null) with { ProcessId = int.MaxValue };

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
