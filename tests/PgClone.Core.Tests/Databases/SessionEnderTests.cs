using PgClone.Diagnostics;
using PgClone.Servers;
using PgClone.Testing;

namespace PgClone.Databases;

public sealed class SessionEnderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_plain_owner_ends_sessions_of_a_role_that_it_is_a_member_of()
    {
        await using var roles = await Roles.CreateAsync(isMember: true);
        await using var target = await roles.CreateTargetAsync();
        await using var session = await roles.ConnectOtherAsync(target.Name);
        await using var temporary = await TemporaryDatabase.CreateAsync(roles.OwnersServer, target.Name, new("UTF8"), null, Token);

        await DatabaseSwap.SwapAsync(temporary, SwapDisposition.Drop, Token);

        Assert.False(await TestServer.ExistsAsync(temporary.Name));
    }

    [Fact]
    public async Task Ends_who_may_be_ended_and_names_who_may_not()
    {
        await using var roles = await Roles.CreateAsync(isMember: false);
        await using var target = await roles.CreateTargetAsync();
        await using var refused = await roles.ConnectOtherAsync(target.Name);
        await using var ended = await roles.OwnersServer.OpenAsync(target.Name, Token);
        await using var temporary = await TemporaryDatabase.CreateAsync(roles.OwnersServer, target.Name, new("UTF8"), null, Token);

        var e = await Assert.ThrowsAsync<PgCloneException>(() => DatabaseSwap.SwapAsync(temporary, SwapDisposition.Drop, Token));

        Assert.Equal(ErrorCode.SwapFailed, e.Code);
        Assert.Contains($"session {refused.ProcessID} of \"{roles.Other}\"", e.Why, StringComparison.Ordinal);
        Assert.Equal(0L, await TestServer.ScalarAsync("postgres", $"SELECT count(*) FROM pg_stat_activity WHERE pid = {ended.ProcessID}"));
    }

    private sealed record Roles(PostgresServer Server, PostgresServer OwnersServer, string Owner, string Other) : IAsyncDisposable
    {
        public static async Task<Roles> CreateAsync(bool isMember)
        {
            var server = await TestServer.GetAsync();
            var (owner, other) = (TestServer.UniqueName(), TestServer.UniqueName());
            await TestServer.ExecuteAsync("postgres", $"CREATE ROLE {other} LOGIN PASSWORD 'p'; CREATE ROLE {owner} LOGIN CREATEDB PASSWORD 'p'");
            if (isMember) await TestServer.ExecuteAsync("postgres", $"GRANT {other} TO {owner}");
            return new(server, await AsAsync(server, owner), owner, other);
        }

        public async Task<TestDatabase> CreateTargetAsync()
        {
            var target = await TestServer.CreateDatabaseAsync();
            await TestServer.ExecuteAsync("postgres", $"ALTER DATABASE {target.QuotedName} OWNER TO {Owner}");
            return target;
        }

        public async Task<Npgsql.NpgsqlConnection> ConnectOtherAsync(string database) => await (await AsAsync(Server, Other)).OpenAsync(database, Token);

        public async ValueTask DisposeAsync()
        {
            await TestServer.ExecuteAsync("postgres", $"REASSIGN OWNED BY {Owner} TO CURRENT_USER");
            await TestServer.ExecuteAsync("postgres", $"DROP ROLE {Owner}; DROP ROLE {Other}");
        }

        private static Task<PostgresServer> AsAsync(PostgresServer server, string role) => PostgresServer.ConnectAsync(
            new Npgsql.NpgsqlConnectionStringBuilder(server.GetConnectionString("postgres")) { Username = role, Password = "p" }.ConnectionString, cancellationToken: Token);
    }
}
