using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Hooks;
using PgClone.Servers;
using PgClone.Sql;
using PgClone.Testing;

namespace PgClone.Templates;

[Collection("Templates")]
public sealed class TemplateRestoreTests(TemplateStore store) : IClassFixture<TemplateStore>, IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await store.DropAllAsync();

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_second_restore_is_a_copy_and_holds_the_same()
    {
        await using var first = await store.RestoreAsync();
        await TestServer.ExecuteAsync(first.Result.Database, "DELETE FROM orders");

        await using var second = await store.RestoreAsync();

        Assert.Equal((false, true), (first.Result.IsCopy, second.Result.IsCopy));
        Assert.Equal((first.Result.Tables, first.Result.Rows), (second.Result.Tables, second.Result.Rows));
        Assert.Equal((long)ShopStore.Rows, await TestServer.ScalarAsync(second.Result.Database, "SELECT count(*) FROM orders"));
        var template = Assert.Single(await store.ListAsync());
        Assert.Null(template.WhyUnusable);
        // Nobody else may copy it: it stands on a server that others may use, too.
        Assert.Equal(false, await TestServer.ScalarAsync("postgres", $"SELECT datistemplate FROM pg_database WHERE datname = '{template.Name}'"));
    }

    [Fact]
    public async Task A_server_that_says_nothing_keeps_none_and_one_that_says_so_does()
    {
        await using var role = await TestRole.CreateAsync(attributes: "CREATEDB");
        Task<bool> IsCopyAsync(TemplateUse use) => store.IsCopyAsync(options => options with { Templates = use, Connection = role.ConnectionString });

        await IsCopyAsync(TemplateUse.Auto);
        var silent = await IsCopyAsync(TemplateUse.Auto);
        await TestServer.ExecuteAsync("postgres", $"ALTER ROLE {role.QuotedName} SET pgclone.allow_templates = on");
        await IsCopyAsync(TemplateUse.Auto);
        var allowed = await IsCopyAsync(TemplateUse.Auto);
        var unwanted = await IsCopyAsync(TemplateUse.Off);
        await TestServer.ExecuteAsync("postgres", $"ALTER ROLE {role.QuotedName} SET pgclone.allow_templates = off");
        var forbidden = await IsCopyAsync(TemplateUse.On);

        Assert.Equal((false, true, false, false), (silent, allowed, unwanted, forbidden));
        await store.DropAllAsync();
    }

    [Fact]
    public async Task Hooks_that_know_what_they_do_make_a_second_layer_and_a_changed_one_runs_on_the_first()
    {
        var file = Path.Combine(_folder.Path, "migrate.sql");
        await File.WriteAllTextAsync(file, "CREATE TABLE migrated AS SELECT 1 AS version;", Token);
        var hook = new SqlFileHook("migrate", file);
        await store.IsCopyAsync(null, hook);

        await using var same = await store.RestoreAsync(null, hook);
        await File.WriteAllTextAsync(file, "CREATE TABLE migrated AS SELECT 2 AS version;", Token);
        await using var changed = await store.RestoreAsync(null, hook);

        Assert.True(same.Result.IsCopy);
        Assert.Equal(1, await TestServer.ScalarAsync(same.Result.Database, "SELECT version FROM migrated"));
        // Nothing was restored for it either.
        Assert.True(changed.Result.IsCopy);
        Assert.Equal(2, await TestServer.ScalarAsync(changed.Result.Database, "SELECT version FROM migrated"));
        Assert.Equal([false, true, true], (await store.ListAsync()).Select(template => template.Marker!.HasHooks).Order());
    }

    [Fact]
    public async Task A_hook_that_does_not_know_what_it_does_runs_each_time_on_a_copy()
    {
        var runs = 0;
        var hook = new DelegateHook("count", (_, _) =>
        {
            runs++;
            return Task.CompletedTask;
        });

        await store.IsCopyAsync(null, hook);
        var isCopy = await store.IsCopyAsync(null, hook);

        Assert.Equal((2, true), (runs, isCopy));
        Assert.False(Assert.Single(await store.ListAsync()).Marker!.HasHooks);
    }

    [Fact]
    public async Task A_command_that_has_not_connected_is_told_of_and_makes_no_second_layer()
    {
        Assert.SkipWhen((await TestServer.GetAsync()).Version.Major < 15, "The server does not count its sessions.");
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "migrations.txt"), "1", Token);
        var hook = new CommandHook("elsewhere", ["psql", "-d", "postgres", "-qc", "SELECT 1"], _folder.Path) { Inputs = ["migrations.txt"] };
        await store.IsCopyAsync(null, hook);

        await using var second = await store.RestoreAsync(null, hook);

        Assert.Contains(second.Result.Notices, notice => notice.Contains("'elsewhere' has not connected to the restored database", StringComparison.Ordinal));
        Assert.False(Assert.Single(await store.ListAsync()).Marker!.HasHooks);
    }

    [Fact]
    public async Task Nothing_is_kept_of_what_is_not_masked()
    {
        var mask = Path.Combine(_folder.Path, "mask.sql");
        await File.WriteAllTextAsync(mask, "UPDATE customer SET name = 'masked';", Token);
        Task<TemporaryRestore> RestoreAsync(params string[] hooks) => store.RestoreAsync(options => options with { MaskHooks = hooks }, settings => settings with
        {
            Hooks = new Dictionary<string, HookDefinition> { ["mask"] = new() { Sql = mask }, ["unknown"] = new() { Command = ["psql", "-qc", "SELECT 1"] } },
        });

        await (await RestoreAsync("unknown")).DisposeAsync();
        var afterUnknown = await store.ListAsync();
        await (await RestoreAsync("mask")).DisposeAsync();
        await using var copy = await RestoreAsync("mask");
        await using var plain = await store.RestoreAsync();

        Assert.Empty(afterUnknown);
        Assert.Equal((true, false), (copy.Result.IsCopy, plain.Result.IsCopy));
        Assert.Equal("masked", await TestServer.ScalarAsync(copy.Result.Database, "SELECT min(name) FROM customer"));
        Assert.Equal("customer 1", await TestServer.ScalarAsync(plain.Result.Database, "SELECT min(name) FROM customer"));
    }

    [Fact]
    public async Task The_dumped_databases_settings_are_in_a_copy_and_a_target_that_has_its_own_takes_another_template()
    {
        await using var database = await TestServer.CreateDatabaseAsync();
        await TestServer.ExecuteAsync("postgres", $"ALTER DATABASE {database.QuotedName} SET work_mem = '11MB'");
        var dump = await store.DumpAsync(database.Name);
        await using var target = await TestServer.CreateDatabaseAsync();
        await (await store.RestoreAsync(options => options with { Source = dump })).DisposeAsync();

        await using var copy = await store.RestoreAsync(options => options with { Source = dump });
        var replaced = await store.RestoreTargetAsync(target.Name, dump);

        Assert.Equal((true, false), (copy.Result.IsCopy, replaced.IsCopy));
        Assert.Equal("11MB", await TestServer.ScalarAsync(copy.Result.Database, "SHOW work_mem"));
        Assert.NotEqual("11MB", await target.ScalarAsync("SHOW work_mem"));
        await store.DropAllAsync(dump);
    }

    [Fact]
    public async Task A_copy_gets_what_a_hook_did_to_the_database_itself()
    {
        await using var role = await TestRole.CreateAsync();
        var hook = new DelegateHook("settings", async (context, _) => await TestServer.ExecuteAsync(context.Database, $"""
            ALTER DATABASE "{context.Database}" SET search_path = public, "odd, 'name";
            ALTER ROLE {role.QuotedName} IN DATABASE "{context.Database}" SET work_mem = '7MB';
            ALTER DATABASE "{context.Database}" CONNECTION LIMIT 17;
            REVOKE ALL ON DATABASE "{context.Database}" FROM PUBLIC;
            GRANT CONNECT ON DATABASE "{context.Database}" TO {role.QuotedName};
            """)) { Version = "1" };

        await using var first = await store.RestoreAsync(null, hook);
        await using var second = await store.RestoreAsync(null, hook);

        Assert.True(second.Result.IsCopy);
        Assert.Equal(await DescribeAsync(first), await DescribeAsync(second));
        Assert.Contains("work_mem=7MB", (string?)await DescribeAsync(second), StringComparison.Ordinal);
        await store.DropAllAsync();

        static Task<object?> DescribeAsync(TemporaryRestore restore) => TestServer.ScalarAsync("postgres", $"""
            SELECT format('%s %s %s %s %s', datallowconn, datistemplate, datconnlimit, datacl,
                (SELECT string_agg(setconfig::text, ';' ORDER BY setrole) FROM pg_db_role_setting WHERE setdatabase = d.oid))
            FROM pg_database d WHERE datname = '{restore.Result.Database}'
            """);
    }

    [Fact]
    public async Task A_restore_into_a_target_copies_and_the_target_keeps_its_own_settings()
    {
        await store.IsCopyAsync();
        await using var target = await TestServer.CreateDatabaseAsync();
        await TestServer.ExecuteAsync("postgres", $"ALTER DATABASE {target.QuotedName} SET work_mem = '9MB'");

        var result = await store.RestoreTargetAsync(target.Name);

        Assert.True(result.IsCopy);
        Assert.Equal((2, 2L * ShopStore.Rows), (result.Tables, result.Rows));
        Assert.Equal((long)ShopStore.Rows, await target.ScalarAsync("SELECT count(*) FROM orders"));
        Assert.Equal("9MB", await target.ScalarAsync("SHOW work_mem"));
        Assert.Null(await target.ScalarAsync("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"));
        Assert.Single(await store.ListAsync());
    }

    [Fact]
    public async Task What_is_restored_into_a_target_for_the_second_time_is_kept()
    {
        await using var target = await TestServer.CreateDatabaseAsync();

        var first = await store.RestoreTargetAsync(target.Name);
        var afterFirst = await store.ListAsync();
        var second = await store.RestoreTargetAsync(target.Name);
        var third = await store.RestoreTargetAsync(target.Name);

        Assert.Empty(afterFirst);
        Assert.Equal((false, false, true), (first.IsCopy, second.IsCopy, third.IsCopy));
        Assert.Equal((long)ShopStore.Rows, await target.ScalarAsync("SELECT count(*) FROM orders"));
    }

    [Fact]
    public async Task Of_many_at_once_one_restores_and_the_others_copy()
    {
        var restores = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => store.RestoreAsync()));

        Assert.Equal(5, restores.Count(restore => restore.Result.IsCopy));
        Assert.Single(await store.ListAsync());
        foreach (var restore in restores)
        {
            Assert.Equal((long)ShopStore.Rows, await TestServer.ScalarAsync(restore.Result.Database, "SELECT count(*) FROM orders"));
            await restore.DisposeAsync();
        }
    }

    [Fact]
    public async Task Many_that_share_few_connections_all_come_to_a_copy()
    {
        await using var role = await TestRole.CreateAsync(attributes: "CREATEDB CONNECTION LIMIT 14");
        var server = await PostgresServer.ConnectAsync(role.ConnectionString, cancellationToken: Token);

        var copies = await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
        {
            await using var restore = await store.RestoreAsync(options => options with { Connection = role.ConnectionString });
            // As the role itself, which may not end an administrator's session, and as patiently as the engine: those that only begin take connections, too.
            await using var connection = await server.OpenAsync(restore.Result.Database, Token);
            Assert.Equal([(long)ShopStore.Rows], await connection.QueryAsync("SELECT count(*) FROM orders", [], row => row.GetInt64(0), Token));
            return restore.Result.IsCopy;
        }));

        Assert.Equal(9, copies.Count(isCopy => isCopy));
        await store.DropAllAsync();
    }

    [Fact]
    public async Task A_restore_that_fails_leaves_no_template()
    {
        var hook = new DelegateHook("fail", (_, _) => throw new InvalidOperationException("no")) { Version = "1" };

        await Assert.ThrowsAsync<PgCloneException>(() => store.RestoreAsync(null, hook));

        // The archive itself was restored well.
        Assert.False(Assert.Single(await store.ListAsync()).Marker!.HasHooks);
        Assert.True(await store.IsCopyAsync());
    }

    [Fact]
    public async Task What_lacks_an_entry_of_its_dump_is_never_kept()
    {
        await using var database = await TestServer.CreateDatabaseAsync();
        await database.ExecuteAsync("""
            CREATE FUNCTION fine(i int) RETURNS bool LANGUAGE sql AS 'SELECT true';
            CREATE TABLE refused (i int CHECK (fine(i)));
            INSERT INTO refused VALUES (1);
            CREATE OR REPLACE FUNCTION fine(i int) RETURNS bool LANGUAGE sql AS 'SELECT false';
            """);
        var dump = await store.DumpAsync(database.Name);
        await using var restore = await store.RestoreAsync(options => options with { Source = dump, OnError = ErrorPolicy.Continue });

        Assert.NotEmpty(restore.Result.Failures);
        Assert.Empty(await store.ListAsync(dump));
    }
}
