using PgClone.Diagnostics;
using PgClone.Servers;
using PgClone.Sql;
using PgClone.Testing;

namespace PgClone.Databases;

public sealed class TargetLockTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Refuses_a_second_restore_into_the_same_target()
    {
        var server = await TestServer.GetAsync();
        var target = TestServer.UniqueName();
        await using var first = await TargetLock.AcquireAsync(server, target, cancellationToken: Token);

        var e = await Assert.ThrowsAsync<PgCloneException>(() => TargetLock.AcquireAsync(server, target, cancellationToken: Token));

        Assert.Equal(ErrorCode.TargetBusy, e.Code);
        Assert.Contains("pgclone", e.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lets_restores_into_other_targets_pass()
    {
        var server = await TestServer.GetAsync();
        await using var first = await TargetLock.AcquireAsync(server, TestServer.UniqueName(), cancellationToken: Token);

        await using var second = await TargetLock.AcquireAsync(server, TestServer.UniqueName(), cancellationToken: Token);

        Assert.NotNull(second);
    }

    [Fact]
    public async Task Waits_for_the_other_restore_to_end()
    {
        var server = await TestServer.GetAsync();
        var target = TestServer.UniqueName();
        var first = await TargetLock.AcquireAsync(server, target, cancellationToken: Token);

        var waiting = TargetLock.AcquireAsync(server, target, TimeSpan.FromSeconds(30), Token);
        await Task.Delay(200, Token);
        Assert.False(waiting.IsCompleted);
        await first.DisposeAsync();

        await using var second = await waiting;
    }

    [Fact]
    public async Task Refuses_a_reserved_target()
    {
        var server = await TestServer.GetAsync();

        var e = await Assert.ThrowsAsync<PgCloneException>(() => TargetLock.AcquireAsync(server, "template1", cancellationToken: Token));

        Assert.Equal(ErrorCode.InvalidDatabaseName, e.Code);
    }

    [Fact]
    public async Task Sees_a_holder_in_another_maintenance_database_and_names_its_machine_and_process()
    {
        var server = await TestServer.GetAsync();
        await using var other = await TestServer.CreateDatabaseAsync();
        var elsewhere = await PostgresServer.ConnectAsync(other.ConnectionString, other.Name, Token);
        var target = TestServer.UniqueName();
        await using var first = await TargetLock.AcquireAsync(elsewhere, target, cancellationToken: Token);

        var e = await Assert.ThrowsAsync<PgCloneException>(() => TargetLock.AcquireAsync(server, target, cancellationToken: Token));

        Assert.Equal(ErrorCode.TargetBusy, e.Code);
        Assert.Contains($":{Environment.ProcessId} since 20", e.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_many_that_come_at_once_through_two_databases_exactly_one_gets_it()
    {
        var server = await TestServer.GetAsync();
        await using var other = await TestServer.CreateDatabaseAsync();
        var elsewhere = await PostgresServer.ConnectAsync(other.ConnectionString, other.Name, Token);

        for (var round = 0; round < 5; round++)
        {
            var target = TestServer.UniqueName();

            var locks = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => TryAsync(i % 2 == 0 ? server : elsewhere, target)));

            await Assert.Single(locks, l => l is not null)!.DisposeAsync();
        }

        static async Task<TargetLock?> TryAsync(PostgresServer server, string target)
        {
            try
            {
                return await TargetLock.AcquireAsync(server, target, cancellationToken: Token);
            }
            catch (PgCloneException e) when (e.Code == ErrorCode.TargetBusy)
            {
                return null;
            }
        }
    }

    [Fact]
    public async Task Is_taken_again_where_its_session_was_ended()
    {
        var server = await TestServer.GetAsync();
        var target = TestServer.UniqueName();
        await using var held = await TargetLock.AcquireAsync(server, target, cancellationToken: Token);
        await TestServer.EndHolderAsync(AdvisoryLock.KeyOfTarget(target));

        await held.EnsureAsync(Token);

        var e = await Assert.ThrowsAsync<PgCloneException>(() => TargetLock.AcquireAsync(server, target, cancellationToken: Token));
        Assert.Equal(ErrorCode.TargetBusy, e.Code);
    }

    [Fact]
    public async Task Says_so_where_another_has_it_by_then()
    {
        var server = await TestServer.GetAsync();
        var target = TestServer.UniqueName();
        var key = AdvisoryLock.KeyOfTarget(target);
        await using var held = await TargetLock.AcquireAsync(server, target, cancellationToken: Token);
        await using var thief = await server.OpenMaintenanceAsync(Token);
        // It waits in the server's queue, so it has the lock the moment that it is free.
        var stealing = thief.ExecuteAsync("SELECT pg_advisory_lock($1)", [key], Token);
        await Task.Delay(100, Token);
        await TestServer.EndHolderAsync(key);
        await stealing;

        var e = await Assert.ThrowsAsync<PgCloneException>(() => held.EnsureAsync(Token));

        Assert.Equal(ErrorCode.LockLost, e.Code);
    }

    [Fact]
    public async Task Outlives_the_servers_timeouts_for_idle_sessions()
    {
        await using var maintenance = await TestServer.CreateDatabaseAsync();
        await maintenance.ExecuteAsync($"ALTER DATABASE {maintenance.QuotedName} SET idle_session_timeout = '100ms'");
        var server = await PostgresServer.ConnectAsync(maintenance.ConnectionString, maintenance.Name, Token);
        await using var session = await OwnerSession.OpenAsync(server, Token);

        await Task.Delay(400, Token);

        Assert.Equal(1, (await session.QueryAsync("SELECT 1", [], r => r.GetInt32(0), Token))[0]);
    }
}
