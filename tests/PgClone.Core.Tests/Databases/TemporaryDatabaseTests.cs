using PgClone.Diagnostics;
using PgClone.Servers;
using PgClone.Testing;

namespace PgClone.Databases;

public sealed class TemporaryDatabaseTests
{
    private static readonly DatabaseTraits Utf8 = new("UTF8", "libc", "C.UTF-8", "C.UTF-8");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("app")]
    [InlineData("it's a \"größe\"")]
    [InlineData("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk")]
    public async Task Is_created_with_a_marker_and_dropped_when_disposed(string target)
    {
        var server = await TestServer.GetAsync();

        var temporary = await TemporaryDatabase.CreateAsync(server, target, Utf8, "app/default/2024", Token);

        var comment = (string?)await TestServer.ScalarAsync(temporary.Name, "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()");
        Assert.Equal(("temporary", target, "app/default/2024"), (DatabaseMarker.Parse(comment)!.Role, DatabaseMarker.Parse(comment)!.Target, DatabaseMarker.Parse(comment)!.DumpKey));
        Assert.Empty(temporary.Notices);

        await temporary.DisposeAsync();
        Assert.False(await TestServer.ExistsAsync(temporary.Name));
    }

    [Fact]
    public async Task Is_dropped_with_its_sessions()
    {
        var temporary = await TemporaryDatabase.CreateAsync(await TestServer.GetAsync(), "app", Utf8, null, Token);
        await using var session = await temporary.Server.OpenAsync(temporary.Name, Token);

        await temporary.DisposeAsync();

        Assert.False(await TestServer.ExistsAsync(temporary.Name));
    }

    [Fact]
    public async Task Has_the_encoding_and_locale_of_the_dump()
    {
        await using var temporary = await TemporaryDatabase.CreateAsync(await TestServer.GetAsync(), "app", new("LATIN1", "libc", "C", "C"), null, Token);

        Assert.Equal("LATIN1", await TestServer.ScalarAsync(temporary.Name, "SHOW server_encoding"));
        Assert.Equal("C", await TestServer.ScalarAsync(temporary.Name, "SELECT datcollate::text FROM pg_database WHERE datname = current_database()"));
    }

    [Theory]
    [InlineData("libc", null)]
    [InlineData("icu", "xx-nonsense-!")]
    public async Task Replaces_an_unknown_locale_and_says_so(string provider, string? locale)
    {
        var traits = new DatabaseTraits("UTF8", provider, "xx_XX.utf8", "xx_XX.utf8", locale);

        await using var temporary = await TemporaryDatabase.CreateAsync(await TestServer.GetAsync(), "app", traits, null, Token);

        Assert.Equal("C.UTF-8", await TestServer.ScalarAsync(temporary.Name, "SELECT datcollate::text FROM pg_database WHERE datname = current_database()"));
        Assert.Contains("C.UTF-8 is used", Assert.Single(temporary.Notices), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres")]
    [InlineData("pgclone_x")]
    public async Task Refuses_a_reserved_target(string target)
    {
        var server = await TestServer.GetAsync();

        var e = await Assert.ThrowsAsync<PgCloneException>(() => TemporaryDatabase.CreateAsync(server, target, Utf8, null, Token));

        Assert.Equal(ErrorCode.InvalidDatabaseName, e.Code);
    }

    [Fact]
    public async Task Says_that_the_user_may_not_create_databases()
    {
        await using var role = await TestRole.CreateAsync();
        var server = await PostgresServer.ConnectAsync(role.ConnectionString, cancellationToken: Token);

        var e = await Assert.ThrowsAsync<PgCloneException>(() => TemporaryDatabase.CreateAsync(server, "app", Utf8, null, Token));

        Assert.Equal(ErrorCode.DatabaseNotCreated, e.Code);
        Assert.Contains("42501", e.Why, StringComparison.Ordinal);
        Assert.Contains("CREATEDB", e.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_an_encoding_that_the_server_does_not_know()
    {
        var server = await TestServer.GetAsync();

        var e = await Assert.ThrowsAsync<PgCloneException>(() => TemporaryDatabase.CreateAsync(server, "app", new("NO_SUCH_CODE"), null, Token));

        Assert.Equal(ErrorCode.DatabaseNotCreated, e.Code);
    }

    [Fact]
    public async Task Leaves_nothing_behind_when_it_is_cancelled()
    {
        var server = await TestServer.GetAsync();
        var target = TestServer.UniqueName();

        for (var milliseconds = 1; milliseconds < 60; milliseconds += 6)
        {
            using var cancellation = new CancellationTokenSource(milliseconds);
            try
            {
                await using var _ = await TemporaryDatabase.CreateAsync(server, target, Utf8, null, cancellation.Token);
            }
            catch (OperationCanceledException)
            {
            }
        }

        var prefix = DatabaseName.MakeUnique(target)[..20];
        Assert.Equal(0L, await TestServer.ScalarAsync("postgres", $"SELECT count(*) FROM pg_database WHERE starts_with(datname, '{prefix}')"));
    }
}
