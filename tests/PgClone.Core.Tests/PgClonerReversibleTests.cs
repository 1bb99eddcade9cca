using PgClone.Databases;
using PgClone.Diagnostics;
using PgClone.Hooks;
using PgClone.Servers;
using PgClone.Testing;

namespace PgClone;

public sealed class PgClonerReversibleTests(ShopStore store) : IClassFixture<ShopStore>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Previous_is_what_was_there_and_current_what_was_restored_before_the_hooks_and_both_can_be_used_again()
    {
        await using var target = await CreateTargetAsync();
        var cloner = await store.CreateClonerAsync();
        var hook = DelegateHook.WithConnectionString("mark", async (connection, token) => await TestServer.ExecuteAsync(DatabaseOf(connection), "CREATE TABLE hooked ()"));
        var dump = new RestoreOptions { Source = store.Key, Database = target.Name, Reversible = true, Hooks = [hook] };
        await target.ExecuteAsync($"ALTER DATABASE {target.QuotedName} SET work_mem = '7MB'; COMMENT ON DATABASE {target.QuotedName} IS 'ours'");

        var first = await cloner.RestoreAsync(dump, Token);
        Assert.Equal((PreviousDatabase.KeptAsPrevious, (true, true)), (first.Previous, await LookAsync()));

        await cloner.RestoreAsync(new RestoreOptions { Source = ":current", Database = target.Name, Reversible = true }, Token);
        Assert.Equal((true, false), await LookAsync());
        for (var round = 0; round < 2; round++)
        {
            await cloner.RestoreAsync(new RestoreOptions { Source = ":pre", Database = target.Name, Reversible = true }, Token);
            Assert.Equal("old", await target.ScalarAsync("SELECT which FROM origin"));
            await cloner.RestoreAsync(new RestoreOptions { Source = ":post", Database = target.Name, Reversible = true, Hooks = [hook] }, Token);
            Assert.Equal((true, true), await LookAsync());
        }

        await cloner.RestoreAsync(dump, Token);
        var last = await cloner.RestoreAsync(new RestoreOptions { Source = ":previous", Database = target.Name }, Token);
        Assert.Equal((true, true), await LookAsync());
        Assert.Contains($":current and :previous of \"{target.Name}\" are deleted, as this restore is not reversible.", last.Notices);
        Assert.Equal("7MB", await target.ScalarAsync("SHOW work_mem"));
        Assert.Equal("ours", await target.ScalarAsync("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"));
        await target.AssertNothingLeftAsync();
        var e = await Assert.ThrowsAsync<PgCloneException>(() => cloner.RestoreAsync(new RestoreOptions { Source = ":previous", Database = target.Name }, Token));
        Assert.Equal(ErrorCode.DatabaseNotFound, e.Code);

        async Task<(bool IsShop, bool IsHooked)> LookAsync() => (
            await target.ScalarAsync("SELECT to_regclass('orders')::text") is not null, await target.ScalarAsync("SELECT to_regclass('hooked')::text") is not null);
    }

    [Fact]
    public async Task A_reversible_restore_that_fails_leaves_the_target_and_what_was_kept()
    {
        await using var target = await CreateTargetAsync();
        var cloner = await store.CreateClonerAsync();
        var reversible = new RestoreOptions { Source = store.Key, Database = target.Name, Reversible = true };
        await cloner.RestoreAsync(reversible, Token);
        var before = await CountAsync();
        var failing = DelegateHook.WithConnectionString("fails", (_, _) => throw new InvalidOperationException("no"));

        await Assert.ThrowsAsync<PgCloneException>(() => cloner.RestoreAsync(reversible with { Hooks = [failing] }, Token));
        await Assert.ThrowsAsync<PgCloneException>(() => cloner.RestoreAsync(reversible with { Source = ":current", Hooks = [failing] }, Token));

        Assert.Equal((2L, before), (before, await CountAsync()));
        await cloner.RestoreAsync(reversible with { Source = ":previous", Reversible = null }, Token);
        Assert.Equal("old", await target.ScalarAsync("SELECT which FROM origin"));
        await target.AssertNothingLeftAsync();

        async Task<object?> CountAsync() => await TestServer.ScalarAsync(
            "postgres", $"SELECT count(*) FROM pg_database WHERE shobj_description(oid, 'pg_database') LIKE '%\"{target.Name}\"%'");
    }

    [Theory]
    [InlineData("copy")]
    [InlineData("Größe \"x\"; it's")]
    [InlineData("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefg")]
    public async Task A_copy_is_made_listed_restored_and_dropped(string name)
    {
        await using var target = await CreateTargetAsync();
        await using var copy = new TestDatabase(target.Server, name + Random.Shared.Next(1000, 10000));
        var cloner = await store.CreateClonerAsync();
        var options = new CopyOptions { Name = copy.Name, Database = target.Name };

        var planned = await cloner.CopyAsync(options with { DryRun = true }, Token);
        Assert.False(planned.IsMade || await TestServer.ExistsAsync(copy.Name));
        Assert.True(planned.Bytes > 1_000_000);
        await cloner.CopyAsync(options, Token);
        await target.ExecuteAsync("UPDATE origin SET which = 'changed'");

        Assert.Equal(ErrorCode.CopyExists, (await Assert.ThrowsAsync<PgCloneException>(() => cloner.CopyAsync(options, Token))).Code);
        Assert.Equal((copy.Name, "copy", target.Name), (await cloner.ListLocalAsync(cancellationToken: Token)).Where(one => one.Name == copy.Name).Select(one => (one.Name, one.Role!, one.Of!)).Single());
        await cloner.RestoreAsync(new RestoreOptions { Source = ":" + copy.Name, Database = target.Name }, Token);
        Assert.Equal("old", await target.ScalarAsync("SELECT which FROM origin"));
        await target.ExecuteAsync("UPDATE origin SET which = 'newer'");
        await cloner.CopyAsync(options with { Replace = true }, Token);
        Assert.Equal("newer", await copy.ScalarAsync("SELECT which FROM origin"));

        await cloner.DropCopyAsync(copy.Name, cancellationToken: Token);
        Assert.False(await TestServer.ExistsAsync(copy.Name));
        await target.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task What_is_no_copy_of_ours_is_neither_replaced_nor_dropped()
    {
        await using var target = await CreateTargetAsync();
        await using var other = await CreateTargetAsync();
        await using var copy = new TestDatabase(target.Server, TestServer.UniqueName());
        var cloner = await store.CreateClonerAsync();
        await cloner.CopyAsync(new CopyOptions { Name = copy.Name, Database = target.Name }, Token);
        // From here on it is somebody's database.
        await cloner.RestoreAsync(new RestoreOptions { Source = store.Key, Database = copy.Name }, Token);

        foreach (var name in new[] { other.Name, copy.Name })
        {
            Assert.Equal(ErrorCode.CopyExists, await CodeOfAsync(() => cloner.CopyAsync(new CopyOptions { Name = name, Database = target.Name, Replace = true }, Token)));
            Assert.Equal(ErrorCode.CopyExists, await CodeOfAsync(() => cloner.DropCopyAsync(name, cancellationToken: Token)));
        }

        foreach (var name in new[] { "previous", "pre", "current", "post", "postgres", "template1", "pgclone_x", "" })
            Assert.Equal(ErrorCode.InvalidDatabaseName, await CodeOfAsync(() => cloner.CopyAsync(new CopyOptions { Name = name, Database = target.Name }, Token)));
        var forbidden = await store.CreateClonerAsync(settings => settings with { AllowCopy = false });
        Assert.Equal(ErrorCode.NotAllowed, await CodeOfAsync(() => forbidden.CopyAsync(new CopyOptions { Name = "any", Database = target.Name }, Token)));
        Assert.Equal("old", await other.ScalarAsync("SELECT which FROM origin"));
    }

    [Fact]
    public async Task A_choice_that_a_copy_can_not_heed_is_refused()
    {
        await using var target = await CreateTargetAsync();
        await using var other = await CreateTargetAsync();
        var cloner = await store.CreateClonerAsync();
        var options = new RestoreOptions { Source = ":" + other.Name, Database = target.Name };

        foreach (var choice in new[] { options with { Exclude = ["origin"] }, options with { MaskHooks = ["names"] }, options with { NoComments = true } })
            Assert.Equal(ErrorCode.InvalidOption, await CodeOfAsync(() => cloner.RestoreAsync(choice, Token)));
        Assert.Equal(ErrorCode.InvalidOption, await CodeOfAsync(() => cloner.RestoreAsync(options with { Source = ":" + target.Name }, Token)));
    }

    [Fact]
    public async Task A_source_in_use_is_refused_unless_its_sessions_may_be_ended()
    {
        await using var target = await CreateTargetAsync();
        await using var copy = new TestDatabase(target.Server, TestServer.UniqueName());
        var cloner = await store.CreateClonerAsync();
        await using var session = await target.Server.OpenAsync(target.Name, Token);
        var options = new CopyOptions { Name = copy.Name, Database = target.Name };

        Assert.Equal(ErrorCode.SourceInUse, await CodeOfAsync(() => cloner.CopyAsync(options, Token)));
        await cloner.CopyAsync(options with { EndSessions = true }, Token);

        Assert.Equal("old", await copy.ScalarAsync("SELECT which FROM origin"));
    }

    [Fact]
    public async Task A_role_with_createdb_alone_goes_there_and_back()
    {
        await using var owner = await TestRole.CreateAsync(attributes: "CREATEDB");
        await using var target = await CreateTargetAsync();
        await TestServer.ExecuteAsync("postgres", $"ALTER DATABASE {target.QuotedName} OWNER TO {owner.QuotedName}");
        var cloner = await store.CreateClonerAsync(settings => settings with { Connection = owner.ConnectionString });
        var options = new RestoreOptions { Source = store.Key, Database = target.Name, Reversible = true };

        await cloner.RestoreAsync(options, Token);
        await cloner.RestoreAsync(options with { Source = ":previous" }, Token);
        Assert.Equal("old", await target.ScalarAsync("SELECT which FROM origin"));
        await cloner.RestoreAsync(options with { Source = ":current", Reversible = null }, Token);

        Assert.Equal((long)ShopStore.Rows, await target.ScalarAsync("SELECT count(*) FROM orders"));
        await target.AssertNothingLeftAsync();
        await target.DisposeAsync();
    }

    [Fact]
    public async Task What_a_hook_failed_on_is_kept_where_asked_for_gone_on_from_and_reaped_when_it_has_expired()
    {
        await using var target = await CreateTargetAsync();
        var cloner = await store.CreateClonerAsync();
        var failing = DelegateHook.WithConnectionString("fails", (_, _) => throw new InvalidOperationException("no"));
        var options = new RestoreOptions { Source = store.Key, Database = target.Name, KeepFailed = true };

        var e = await Assert.ThrowsAsync<PgCloneException>(() => cloner.RestoreAsync(options with { Hooks = [failing] }, Token));
        var kept = (await cloner.ListLocalAsync(cancellationToken: Token)).Single(one => one.Role == "kept" && one.Of == target.Name);
        Assert.Equal(ErrorCode.HookFailed, e.Code);
        Assert.Contains($"pgclone restore :{kept.Name} ", e.Advice, StringComparison.Ordinal);
        Assert.Equal("old", await target.ScalarAsync("SELECT which FROM origin"));
        Assert.DoesNotContain(kept.Name, await cloner.ReapAsync(cancellationToken: Token));

        await cloner.RestoreAsync(new RestoreOptions { Source = ":" + kept.Name, Database = target.Name }, Token);
        Assert.Equal((long)ShopStore.Rows, await target.ScalarAsync("SELECT count(*) FROM orders"));

        var expired = DatabaseMarker.Create(DatabaseMarker.Kept, target.Name, null) with { Expires = DateTimeOffset.UtcNow.AddSeconds(-1) };
        await TestServer.ExecuteAsync("postgres", $"COMMENT ON DATABASE {kept.Name} IS '{expired.ToComment().Replace("'", "''", StringComparison.Ordinal)}'");
        // Any restore into the same server may drop it from now on, other tests' too.
        Assert.True((await cloner.ReapAsync(dryRun: true, cancellationToken: Token)).Contains(kept.Name) || !await TestServer.ExistsAsync(kept.Name));
        await cloner.ReapAsync(cancellationToken: Token);
        await target.AssertNothingLeftAsync();
    }

    private static async Task<ErrorCode> CodeOfAsync(Func<Task> work) => (await Assert.ThrowsAsync<PgCloneException>(work)).Code;

    private static string DatabaseOf(string connection) => new Npgsql.NpgsqlConnectionStringBuilder(connection).Database!;

    private static async Task<TestDatabase> CreateTargetAsync()
    {
        var target = await TestServer.CreateDatabaseAsync();
        await target.ExecuteAsync("CREATE TABLE origin AS SELECT 'old' AS which");
        return target;
    }
}
