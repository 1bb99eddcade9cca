using Npgsql;
using PgClone.Diagnostics;
using PgClone.Servers;
using PgClone.Sql;
using PgClone.Testing;

namespace PgClone.Databases;

public sealed class DatabaseCopyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("app")]
    [InlineData("it's \"größe\"; DROP")]
    [InlineData("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefg")]
    public async Task Holds_what_the_source_holds_with_its_settings_and_privileges(string name)
    {
        await using var source = await TestServer.CreateDatabaseAsync(name + Random.Shared.Next(1000, 10000));
        await source.ExecuteAsync($"""
            CREATE SEQUENCE counter; SELECT setval('counter', 41);
            SELECT lo_from_bytea(0, '\x0102');
            ALTER DATABASE {source.QuotedName} SET search_path = "a, b", public;
            ALTER DATABASE {source.QuotedName} CONNECTION LIMIT 7;
            REVOKE CONNECT ON DATABASE {source.QuotedName} FROM PUBLIC;
            COMMENT ON DATABASE {source.QuotedName} IS 'the source';
            """);

        await using var copy = await TemporaryDatabase.CopyAsync(source.Server, "other", source.Name, "shop/1", cancellationToken: Token);

        Assert.Empty(copy.Notices);
        Assert.Equal(42L, await TestServer.ScalarAsync(copy.Name, "SELECT nextval('public.counter')"));
        Assert.Equal(1L, await TestServer.ScalarAsync(copy.Name, "SELECT count(*) FROM pg_largeobject"));
        Assert.Equal("\"a, b\", public", await TestServer.ScalarAsync(copy.Name, "SHOW search_path"));
        Assert.Equal(7, await TestServer.ScalarAsync(copy.Name, "SELECT datconnlimit FROM pg_database WHERE datname = current_database()"));
        Assert.Equal(0L, await TestServer.ScalarAsync(copy.Name, "SELECT count(*) FROM pg_database, aclexplode(datacl) a WHERE datname = current_database() AND grantee = 0 AND privilege_type = 'CONNECT'"));
        var comment = (string?)await TestServer.ScalarAsync(copy.Name, "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()");
        Assert.Equal((DatabaseMarker.Temporary, "other", "shop/1"), (DatabaseMarker.Parse(comment)!.Role, DatabaseMarker.Parse(comment)!.Target, DatabaseMarker.Parse(comment)!.DumpKey));
    }

    [Fact]
    public async Task Of_a_source_that_is_in_use_is_refused_with_who_uses_it()
    {
        await using var source = await TestServer.CreateDatabaseAsync();
        await using var session = await source.Server.OpenAsync(source.Name, Token);
        var backend = await session.GetBackendAsync(Token);

        var e = await Assert.ThrowsAsync<PgCloneException>(() => TemporaryDatabase.CopyAsync(source.Server, "other", source.Name, null, cancellationToken: Token));

        Assert.Equal(ErrorCode.SourceInUse, e.Code);
        Assert.Matches($"session {backend} of \".+\".*, for 00:0", e.Message);
        await session.ExecuteAsync("CREATE TABLE still (works int)", Token);
    }

    [Fact]
    public async Task Ends_the_sessions_of_a_source_that_writers_come_back_to_where_it_is_told_to()
    {
        await using var source = await TestServer.CreateDatabaseAsync();
        await source.ExecuteAsync("CREATE TABLE entry (id serial)");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var writer = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    await using var connection = await source.Server.OpenAsync(source.Name, Token);
                    while (!stop.IsCancellationRequested) await connection.ExecuteAsync("INSERT INTO entry DEFAULT VALUES", Token);
                }
                catch (Exception e) when (e is NpgsqlException or PgCloneException or InvalidOperationException)
                {
                    // It comes back at once.
                }
            }
        }, Token);

        await using (var copy = await TemporaryDatabase.CopyAsync(source.Server, "other", source.Name, null, endSessions: true, cancellationToken: Token))
            Assert.Equal(true, await TestServer.ScalarAsync(copy.Name, "SELECT count(*) = coalesce(max(id), 0) FROM entry"));

        await stop.CancelAsync();
        await writer;
    }

    [Fact]
    public async Task Leaves_nothing_where_the_source_is_not_there()
    {
        var target = TestServer.UniqueName();

        var e = await Assert.ThrowsAsync<PgCloneException>(async () => await TemporaryDatabase.CopyAsync(await TestServer.GetAsync(), target, TestServer.UniqueName(), null, cancellationToken: Token));

        Assert.Equal(ErrorCode.DatabaseNotCreated, e.Code);
        Assert.Equal(0L, await TestServer.ScalarAsync("postgres", $"SELECT count(*) FROM pg_database WHERE shobj_description(oid, 'pg_database') LIKE '%\"{target}\"%'"));
    }

    [Fact]
    public async Task Is_made_by_the_way_that_suits_the_server()
    {
        var server = await TestServer.GetAsync();
        await using var connection = await server.OpenMaintenanceAsync(Token);

        var here = await CloneStrategy.ChooseAsync(connection, server.Version, Token);
        var before15 = await CloneStrategy.ChooseAsync(connection, new PostgresVersion(14, 3), Token);

        // The tests' server is not durable.
        Assert.Equal((server.Version.Major < 15 ? null : "FILE_COPY", server.Version.Major >= 18), (here.Word, here.SharesBlocks));
        Assert.Null(before15.Word);
    }
}
