using PgClone.Configuration;
using PgClone.Databases;
using PgClone.Diagnostics;
using PgClone.Hooks;
using PgClone.Servers;
using PgClone.Sql;
using PgClone.Testing;

namespace PgClone;

/// <summary>Restores whose sessions others end: a timeout of the server, or somebody in mid-restore.</summary>
public sealed class PgClonerLockTests(ShopStore store) : IClassFixture<ShopStore>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hook_that_lasts_longer_than_the_timeout_of_idle_sessions_costs_neither_database_nor_lock()
    {
        await using var role = await TestRole.CreateAsync(attributes: "CREATEDB");
        await TestServer.ExecuteAsync("postgres", $"ALTER ROLE {role.QuotedName} SET idle_session_timeout = '1s'");
        await using var target = new TestDatabase(await TestServer.GetAsync(), TestServer.UniqueName());
        var cloner = await CreateClonerAsync(role.ConnectionString);
        PgCloneException? refusal = null;
        var hook = new DelegateHook("slow", async (context, token) =>
        {
            await Task.Delay(4000, token);
            // Beside it another restore reaps, lives as long, and is not let into the same target.
            await using var other = await cloner.RestoreTemporaryAsync(new RestoreOptions { Source = store.Key, Hooks = [Sleep(3000)] }, token);
            refusal = await Record.ExceptionAsync(() => cloner.RestoreAsync(new RestoreOptions { Source = store.Key, Database = target.Name }, token)) as PgCloneException;
            Assert.True(await TestServer.ExistsAsync(context.Database));
            Assert.True(await TestServer.ExistsAsync(other.Result.Database));
        });

        var result = await cloner.RestoreAsync(new RestoreOptions { Source = store.Key, Database = target.Name, Hooks = [hook] }, Token);

        Assert.Equal(ErrorCode.TargetBusy, refusal?.Code);
        Assert.Equal(2L * ShopStore.Rows, result.Rows);
        await target.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task A_restore_whose_sessions_were_all_ended_takes_its_locks_again_and_goes_on()
    {
        await using var role = await TestRole.CreateAsync(attributes: "CREATEDB");
        await using var target = new TestDatabase(await TestServer.GetAsync(), TestServer.UniqueName());
        var cloner = await CreateClonerAsync(role.ConnectionString);
        var hook = new DelegateHook("kill", async (context, token) =>
        {
            await TestServer.ExecuteAsync("postgres", $"SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE usename = '{role.Name}'");
            await OrphanReaper.ReapAsync(context.Server, cancellationToken: token);
            Assert.True(await TestServer.ExistsAsync(context.Database));
        });

        var result = await cloner.RestoreAsync(new RestoreOptions { Source = store.Key, Database = target.Name, Hooks = [hook] }, Token);

        Assert.Equal(2L * ShopStore.Rows, result.Rows);
        Assert.Equal((long)ShopStore.Rows, await target.ScalarAsync("SELECT count(*) FROM orders"));
        await target.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task A_restore_that_lost_its_target_to_another_ends_before_the_swap()
    {
        await using var target = await TestServer.CreateDatabaseAsync();
        await target.ExecuteAsync("CREATE TABLE before_restore AS SELECT 42 AS answer");
        await using var thief = await target.Server.OpenMaintenanceAsync(Token);
        var key = AdvisoryLock.KeyOfTarget(target.Name);
        var hook = new DelegateHook("steal", async (_, token) =>
        {
            // It waits in the server's queue, so it has the lock the moment that it is free.
            var stealing = thief.ExecuteAsync("SELECT pg_advisory_lock($1)", [key], token);
            while (await TestServer.ScalarAsync("postgres", $"SELECT 1 FROM pg_locks WHERE pid = {thief.ProcessID} AND NOT granted") is null) await Task.Delay(20, token);
            await TestServer.EndHolderAsync(key);
            await stealing;
        });
        var cloner = await store.CreateClonerAsync();

        var e = await Assert.ThrowsAsync<PgCloneException>(() =>
            cloner.RestoreAsync(new RestoreOptions { Source = store.Key, Database = target.Name, Hooks = [hook] }, Token));

        Assert.Equal(ErrorCode.LockLost, e.Code);
        Assert.Equal(42, await target.ScalarAsync("SELECT answer FROM before_restore"));
        await target.AssertNothingLeftAsync();
    }

    private static DelegateHook Sleep(int milliseconds) => new("sleep", (_, token) => Task.Delay(milliseconds, token));

    private Task<PgCloner> CreateClonerAsync(string connection) => store.CreateClonerAsync(settings => settings with { Connection = connection });
}
