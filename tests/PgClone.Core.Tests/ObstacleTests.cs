using Npgsql;
using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Testing;

namespace PgClone;

/// <summary>What stands in the way of a restore is found before anything is made.</summary>
public sealed class ObstacleTests(ReplicatingServer server, ShopStore store) : IClassFixture<ReplicatingServer>, IClassFixture<ShopStore>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_plain_owner_that_nothing_hinders_restores()
    {
        var target = await server.CreateTargetAsync();

        var result = await RestoreAsync(target);

        Assert.Equal((2L * ShopStore.Rows, 0), (result.Rows, result.Failures.Count));
    }

    [Fact]
    public async Task Prepared_transactions_are_named()
    {
        var target = await server.CreateTargetAsync();
        await server.ExecuteAsync(target, "BEGIN; CREATE TABLE p (); PREPARE TRANSACTION 'it''s one'");

        var failure = await RefusedAsync(target);

        Assert.Equal(ErrorCode.SwapFailed, failure.Code);
        Assert.Contains("'it''s one'", failure.Why, StringComparison.Ordinal);
        Assert.Contains("ROLLBACK PREPARED", failure.Advice, StringComparison.Ordinal);
        await server.ExecuteAsync(target, "ROLLBACK PREPARED 'it''s one'");
    }

    [Fact]
    public async Task A_slot_that_nobody_uses_now_is_named()
    {
        var target = await server.CreateTargetAsync();
        await server.ExecuteAsync(target, "SELECT pg_create_logical_replication_slot('feed', 'test_decoding')");

        var failure = await RefusedAsync(target);

        Assert.Equal(ErrorCode.TargetReplicates, failure.Code);
        Assert.Contains("feed (not in use now)", failure.Why, StringComparison.Ordinal);
        await server.ExecuteAsync(target, "SELECT pg_drop_replication_slot('feed')");
    }

    [Fact]
    public async Task A_subscription_is_named()
    {
        var target = await server.CreateTargetAsync();
        await server.ExecuteAsync(target, "CREATE SUBSCRIPTION nightly CONNECTION 'dbname=postgres' PUBLICATION p WITH (connect = false, enabled = false, slot_name = NONE)");

        var failure = await RefusedAsync(target);

        Assert.Equal(ErrorCode.TargetReplicates, failure.Code);
        Assert.Contains("nightly", failure.Why, StringComparison.Ordinal);
        await server.ExecuteAsync(target, "DROP SUBSCRIPTION nightly");
    }

    [Fact]
    public async Task A_session_of_a_superuser_is_named()
    {
        var target = await server.CreateTargetAsync();
        await using var session = await server.Server.OpenAsync(target, Token);

        var failure = await RefusedAsync(target);

        Assert.Equal(ErrorCode.SwapFailed, failure.Code);
        Assert.Contains($"session {session.ProcessID} of ", failure.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_member_of_pg_signal_backend_ends_sessions_of_others()
    {
        var target = await server.CreateTargetAsync();
        await server.ExecuteAsync("postgres", "CREATE ROLE guest LOGIN PASSWORD 'p'");
        await using var session = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server.OwnersConnection) { Username = "guest", Database = target, Pooling = false }.ConnectionString);
        await session.OpenAsync(Token);

        Assert.Contains("of \"guest\"", (await RefusedAsync(target)).Why, StringComparison.Ordinal);
        await server.ExecuteAsync("postgres", $"GRANT pg_signal_backend TO \"{OwnServer.Owner}\"");
        var result = await RestoreAsync(target);

        Assert.Equal(2L * ShopStore.Rows, result.Rows);
        await server.ExecuteAsync("postgres", $"REVOKE pg_signal_backend FROM \"{OwnServer.Owner}\"");
    }

    [Fact]
    public async Task Several_are_told_together()
    {
        var target = await server.CreateTargetAsync();
        await server.ExecuteAsync(target, "SELECT pg_create_logical_replication_slot('twice', 'test_decoding')");
        await server.ExecuteAsync(target, "BEGIN; CREATE TABLE p (); PREPARE TRANSACTION 'two'");
        await server.ExecuteAsync("postgres", $"CREATE ROLE \"some one\" LOGIN PASSWORD 'p'");

        var failure = await Assert.ThrowsAsync<PgCloneException>(() => RestoreAsync(target, new NpgsqlConnectionStringBuilder(server.OwnersConnection) { Username = "some one" }.ConnectionString));

        Assert.Equal(ErrorCode.DatabaseNotCreated, failure.Code);
        foreach (var word in new[] { "(1, PGC5002)", "\"some one\" may not create databases", $"belongs to \"{OwnServer.Owner}\"", "'two'", "(4, PGC5008)", "twice" })
            Assert.Contains(word, failure.Why, StringComparison.Ordinal);
        Assert.Contains("ALTER ROLE \"some one\" CREATEDB", failure.Advice, StringComparison.Ordinal);
        await server.ExecuteAsync(target, "ROLLBACK PREPARED 'two'");
        await server.ExecuteAsync(target, "SELECT pg_drop_replication_slot('twice')");
    }

    [Fact]
    public async Task What_is_beside_a_target_that_stays_does_not_matter()
    {
        var target = await server.CreateTargetAsync();
        await using var session = await server.Server.OpenAsync(target, Token);

        await using var restore = await server.CreateCloner(store.Folder).RestoreTemporaryAsync(new RestoreOptions { Source = store.Key, Database = target }, Token);

        Assert.Equal(2L * ShopStore.Rows, restore.Result.Rows);
    }

    [Theory]
    [InlineData(RestoreEngine.Native)]
    [InlineData(RestoreEngine.PgRestore)]
    public async Task An_extension_that_the_user_may_not_create_is_named(RestoreEngine engine)
    {
        var (key, target) = await DumpWithExtensionsAsync();

        var failure = await Assert.ThrowsAsync<PgCloneException>(() => RestoreAsync(target, key: key, change: options => options with { Engine = engine }));

        Assert.Equal(ErrorCode.ExtensionMissing, failure.Code);
        Assert.Equal("This user may not create these extensions of the dump: dblink, earthdistance.", failure.Why);
        Assert.Contains("`--exclude-extension dblink`", failure.Advice, StringComparison.Ordinal);
        Assert.Equal("old", await server.ScalarAsync(target, "SELECT which FROM origin"));
    }

    [Fact]
    public async Task What_may_not_be_created_is_left_out_and_counted_where_that_is_chosen()
    {
        var (key, target) = await DumpWithExtensionsAsync();

        var result = await RestoreAsync(target, key: key, change: options => options with { MissingExtensions = ExtensionPolicy.LeaveOut, Templates = TemplateUse.On, IfChanged = true });

        Assert.Empty(result.Failures);
        Assert.Contains(result.Notices, notice => notice.StartsWith("No template is copied or kept: missing extensions", StringComparison.Ordinal));
        Assert.Contains(result.Notices, notice => notice.Contains("is restored without a look at what it holds: missing extensions", StringComparison.Ordinal));
        Assert.Contains("Extensions are left out with what depends on them, as this user may not create them: 2 (dblink, earthdistance).", result.Notices);
        Assert.Equal("citext,cube", await server.ScalarAsync(target, "SELECT string_agg(extname, ',' ORDER BY extname) FROM pg_extension WHERE extname <> 'plpgsql'"));
        Assert.Equal(1L, await server.ScalarAsync(target, "SELECT count(*) FROM t"));
    }

    [Fact]
    public async Task A_superuser_may_create_them_all()
    {
        var (key, target) = await DumpWithExtensionsAsync();

        var result = await RestoreAsync(target, server.Server.GetConnectionString("postgres"), key);

        Assert.Empty(result.Failures);
        Assert.Equal(4L, await server.ScalarAsync(target, "SELECT count(*) FROM pg_extension WHERE extname <> 'plpgsql'"));
    }

    private async Task<(string Key, string Target)> DumpWithExtensionsAsync()
    {
        await using var source = await TestServer.CreateDatabaseAsync();
        await source.ExecuteAsync("CREATE EXTENSION citext; CREATE EXTENSION dblink; CREATE EXTENSION cube; CREATE EXTENSION earthdistance; CREATE TABLE t (a citext); INSERT INTO t VALUES ('x')");
        var dump = await (await store.CreateClonerAsync()).DumpAsync(new DumpOptions { Database = source.Name }, Token);
        return (dump.Key.Value, await server.CreateTargetAsync());
    }

    private async Task<PgCloneException> RefusedAsync(string target)
    {
        var failure = await Assert.ThrowsAsync<PgCloneException>(() => RestoreAsync(target));

        Assert.EndsWith("nothing was done.", failure.What, StringComparison.Ordinal);
        Assert.Equal(0L, await server.ScalarAsync("postgres", "SELECT count(*) FROM pg_database WHERE datname LIKE 'pgclone%'"));
        return failure;
    }

    private Task<RestoreResult> RestoreAsync(string target, string? connection = null, string? key = null, Func<RestoreOptions, RestoreOptions>? change = null)
    {
        var options = new RestoreOptions { Source = key ?? store.Key, Database = target, Connection = connection };
        return server.CreateCloner(store.Folder).RestoreAsync(change?.Invoke(options) ?? options, Token);
    }
}

/// <summary>A server that knows prepared transactions and logical replication.</summary>
public sealed class ReplicatingServer() : OwnServer(new Dictionary<string, string> { ["wal_level"] = "logical", ["max_wal_senders"] = "4", ["max_prepared_transactions"] = "4", ["shared_buffers"] = "32MB" });
