using PgClone.Diagnostics;
using PgClone.Restoring.Planning;
using PgClone.Servers;
using PgClone.Testing;

namespace PgClone.Restoring.Execution;

public sealed class SessionPoolTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Makes_do_with_the_connections_that_there_are_and_says_so_once()
    {
        await using var role = await TestRole.CreateAsync(attributes: "CONNECTION LIMIT 2");
        var notices = new NoticeList(null);
        await using var pool = new SessionPool(await ConnectAsync(role), "postgres", [], notices);
        var first = await pool.TakeAsync(Token);
        var second = await pool.TakeAsync(Token);

        Assert.Null(await pool.TryTakeAsync(Token));
        var waiting = pool.TakeAsync(Token);
        Assert.False(waiting.IsCompleted);
        pool.Return(second);

        Assert.Same(second, await waiting);
        Assert.NotSame(first, second);
        Assert.Contains("goes on with fewer", Assert.Single(notices.ToList()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waits_for_its_first_connection()
    {
        await using var role = await TestRole.CreateAsync(attributes: "CONNECTION LIMIT 1");
        var server = await ConnectAsync(role);
        var others = await server.OpenMaintenanceAsync(Token);
        await using var pool = new SessionPool(server, "postgres", []);

        var waiting = pool.TakeAsync(Token);
        await Task.Delay(200, Token);
        Assert.False(waiting.IsCompleted);
        await others.DisposeAsync();

        Assert.NotNull(await waiting);
    }

    [Fact]
    public async Task A_lost_session_that_has_no_other_in_its_place_for_lack_of_connections_says_so()
    {
        await using var role = await TestRole.CreateAsync(attributes: "CONNECTION LIMIT 1");
        var server = (await ConnectAsync(role)).WithPatience(TimeSpan.FromMilliseconds(200));
        await using var only = await server.OpenMaintenanceAsync(Token);

        var e = await Assert.ThrowsAsync<PgCloneException>(() =>
            new ConnectionSource(server, "postgres", []).ReplaceAsync(1, new SessionLoss("here", "broken", IsOfServer: true), Token));

        Assert.Equal(ErrorCode.NoConnectionFree, e.Code);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_restore_goes_on_with_fewer_connections_than_jobs(int limit)
    {
        await using var dump = await SmallDump.CreateAsync(string.Concat(Enumerable.Range(0, 8).Select(i => $"""
            CREATE TABLE t{i} AS SELECT i, sha512(i::text::bytea)::text AS note FROM generate_series(1, 30000) i;
            CREATE INDEX ON t{i} (note);
            """)));
        await using var role = await TestRole.CreateAsync(attributes: $"CONNECTION LIMIT {limit}");
        await using var created = await TestServer.CreateDatabaseAsync();
        await TestServer.ExecuteAsync("postgres", $"ALTER DATABASE {created.QuotedName} OWNER TO {role.QuotedName}");

        var report = await PlainRestore.IntoAsync(created with { Server = await ConnectAsync(role) }, dump.File, new RestorePlanOptions { Jobs = 4 });

        Assert.Equal(8 * 30000L, report.Tables.Sum(table => table.Rows));
        Assert.Equal(8L, await created.ScalarAsync("SELECT count(*) FROM pg_indexes WHERE schemaname = 'public'"));
        Assert.Single(report.Notices, notice => notice.Contains("goes on with fewer", StringComparison.Ordinal));
    }

    private static Task<PostgresServer> ConnectAsync(TestRole role) => PostgresServer.ConnectAsync(role.ConnectionString, cancellationToken: Token);
}
