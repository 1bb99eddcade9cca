using System.Collections.Concurrent;
using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Hooks;
using PgClone.Testing;

namespace PgClone;

public sealed class PgClonerRestoreTests(ShopStore store) : IClassFixture<ShopStore>, IProgress<ProgressEvent>
{
    private readonly ConcurrentQueue<ProgressEvent> _events = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    void IProgress<ProgressEvent>.Report(ProgressEvent value) => _events.Enqueue(value);

    [Fact]
    public async Task The_latest_dump_of_a_database_becomes_the_target()
    {
        await using var target = await CreateTargetAsync();
        var cloner = await store.CreateClonerAsync();

        var result = await cloner.RestoreAsync(new RestoreOptions { Source = store.Database, Database = target.Name }, Token);

        Assert.Equal(store.Key, result.Key.Value);
        Assert.Equal((target.Name, 2, 2L * ShopStore.Rows), (result.Database, result.Tables, result.Rows));
        Assert.Equal((long)ShopStore.Rows, await target.ScalarAsync("SELECT count(*) FROM orders JOIN customer ON customer.id = customer_id"));
        Assert.Contains(result.Stages, stage => stage.Stage == Stage.Swap);
        await target.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task A_target_that_does_not_exist_is_made()
    {
        var name = TestServer.UniqueName();
        var cloner = await store.CreateClonerAsync();

        await cloner.RestoreAsync(new RestoreOptions { Source = store.Key, Database = name }, Token);

        await using var target = new TestDatabase(await TestServer.GetAsync(), name);
        Assert.Equal((long)ShopStore.Rows, await target.ScalarAsync("SELECT count(*) FROM customer"));
    }

    [Fact]
    public async Task A_choice_that_can_not_be_made_costs_no_database()
    {
        await using var target = await CreateTargetAsync();
        var settings = new PgCloneSettings { BaseDirectory = store.Folder, Storage = store.Folder, Connection = store.Server.GetConnectionString("postgres") };
        var cloner = new PgCloner(settings, this);
        RestoreOptions[] impossible =
        [
            new() { Source = store.Key, Database = target.Name, Exclude = ["public.ordres"] },
            new() { Source = store.Key, Database = target.Name, ExcludeSchemas = ["public"] },
        ];

        await Assert.AllAsync(impossible, async options =>
        {
            Assert.Equal(ErrorCode.InvalidOption, (await Assert.ThrowsAsync<PgCloneException>(() => cloner.RestoreAsync(options, Token))).Code);
            Assert.Equal(ErrorCode.InvalidOption, (await Assert.ThrowsAsync<PgCloneException>(() => cloner.RestoreTemporaryAsync(options, Token))).Code);
        });
        Assert.DoesNotContain(_events.OfType<StageStarted>(), started => started.Stage == Stage.Create);
    }

    [Fact]
    public async Task Restoring_twice_leaves_one_database()
    {
        await using var target = await CreateTargetAsync();
        var cloner = await store.CreateClonerAsync();
        var options = new RestoreOptions { Source = store.Key, Database = target.Name };

        await cloner.RestoreAsync(options, Token);
        await cloner.RestoreAsync(options, Token);

        Assert.Equal((long)ShopStore.Rows, await target.ScalarAsync("SELECT count(*) FROM customer"));
        await target.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task Rows_of_excluded_tables_stay_out()
    {
        await using var target = await CreateTargetAsync();
        var cloner = await store.CreateClonerAsync();

        var result = await cloner.RestoreAsync(new RestoreOptions { Source = store.Key, Database = target.Name, Exclude = ["public.ord*"] }, Token);

        Assert.Equal(ShopStore.Rows, result.Rows);
        Assert.Equal(0L, await target.ScalarAsync("SELECT count(*) FROM orders"));
    }

    [Fact]
    public async Task What_fails_is_named_and_the_rest_swapped_in_where_that_is_asked_for()
    {
        await using var target = await CreateTargetAsync();
        var cloner = await store.CreateClonerAsync();
        var owner = (string)(await target.ScalarAsync("SELECT current_user::text"))!;
        var options = new RestoreOptions
        {
            Source = store.Key, Database = target.Name, NoOwner = false, RoleMap = new Dictionary<string, string> { [owner] = "no_such_role" },
        };

        var stopped = await FailAsync(cloner, options);
        var result = await cloner.RestoreAsync(options with { OnError = ErrorPolicy.Continue }, Token);

        Assert.Equal(ErrorCode.RestoreStatementFailed, stopped.Code);
        Assert.Contains(result.Failures, failure => failure.Entry.StartsWith("TABLE public.customer", StringComparison.Ordinal) && failure.SqlState == "42704");
        Assert.Equal((long)ShopStore.Rows, await target.ScalarAsync("SELECT count(*) FROM orders JOIN customer ON customer.id = customer_id"));
        await target.AssertNothingLeftAsync();
    }

    [Theory]
    [InlineData(null, "whoever ordered once")]
    [InlineData(true, null)]
    public async Task Comments_are_restored_unless_they_are_left_out(bool? noComments, string? expected)
    {
        await using var target = await CreateTargetAsync();
        var cloner = await store.CreateClonerAsync();

        await cloner.RestoreAsync(new RestoreOptions { Source = store.Key, Database = target.Name, NoComments = noComments }, Token);

        Assert.Equal(expected, await target.ScalarAsync("SELECT obj_description('customer'::regclass)"));
    }

    [Fact]
    public async Task A_hook_works_on_the_temporary_database_before_the_swap()
    {
        await using var target = await CreateTargetAsync();
        var cloner = await store.CreateClonerAsync();
        var hooked = "";
        var hook = new DelegateHook("migrate", async (context, token) =>
        {
            hooked = context.Database;
            await TestServer.ExecuteAsync(context.Database, "ALTER TABLE customer ADD points int NOT NULL DEFAULT 7");
        });

        await cloner.RestoreAsync(new RestoreOptions { Source = store.Key, Database = target.Name, Hooks = [hook] }, Token);

        Assert.NotEqual(target.Name, hooked);
        Assert.Equal(7, await target.ScalarAsync("SELECT points FROM customer LIMIT 1"));
    }

    [Fact]
    public async Task A_hook_named_migrate_runs_by_itself()
    {
        await using var target = await CreateTargetAsync();
        var script = Path.Combine(store.Folder, "migrate.sql");
        await File.WriteAllTextAsync(script, "ALTER TABLE customer ADD points int; INSERT INTO customer (id, name, points) VALUES (0, 'new', 1);", Token);
        var cloner = await store.CreateClonerAsync(settings => settings with
        {
            Hooks = new Dictionary<string, HookDefinition> { ["migrate"] = new() { Sql = script } },
        });

        await cloner.RestoreAsync(new RestoreOptions { Source = store.Key, Database = target.Name }, Token);

        Assert.Equal(1, await target.ScalarAsync("SELECT points FROM customer WHERE id = 0"));
    }

    [Fact]
    public async Task What_masks_runs_before_every_other_hook_and_its_failure_is_the_restores()
    {
        await using var target = await CreateTargetAsync();
        var mask = Path.Combine(store.Folder, "mask.sql");
        await File.WriteAllTextAsync(mask, "UPDATE customer SET name = 'masked'", Token);
        var cloner = await store.CreateClonerAsync(settings => settings with
        {
            Hooks = new Dictionary<string, HookDefinition> { ["mask"] = new() { Sql = mask }, ["broken"] = new() { Command = ["false"] } },
            RestoreConfigs = new Dictionary<string, RestoreChoices> { ["default"] = new() { MaskHooks = ["mask"] }, ["quick"] = new() },
        });
        object? seen = null;
        var look = new DelegateHook("look", async (context, token) =>
        {
            await using var connection = await context.Server.OpenAsync(context.Database, token);
            await using var command = new Npgsql.NpgsqlCommand("SELECT count(*) FROM customer WHERE name <> 'masked'", connection);
            seen = await command.ExecuteScalarAsync(token);
        });

        var result = await cloner.RestoreAsync(new RestoreOptions { Source = store.Key, Database = target.Name, Config = "quick", Hooks = [look] }, Token);
        var error = await FailAsync(cloner, new RestoreOptions { Source = store.Key, Database = target.Name, MaskHooks = ["mask", "broken"], Hooks = [look] });

        Assert.Equal(0L, seen);
        Assert.Equal([Stage.MaskHooks, Stage.PreSwapHooks, Stage.Swap], result.Stages.Select(stage => stage.Stage).Where(stage => stage >= Stage.MaskHooks));
        Assert.Equal(ErrorCode.HookFailed, error.Code);
        Assert.Equal(0L, await target.ScalarAsync("SELECT count(*) FROM customer WHERE name <> 'masked'"));
        await target.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task A_failing_hook_leaves_the_target_as_it_was()
    {
        await using var target = await CreateTargetAsync();
        var cloner = await store.CreateClonerAsync();
        var hook = new DelegateHook("broken", (_, _) => throw new InvalidOperationException("no such luck"));

        var error = await FailAsync(cloner, new RestoreOptions { Source = store.Key, Database = target.Name, Hooks = [hook] });

        Assert.Equal(ErrorCode.HookFailed, error.Code);
        Assert.Contains("no such luck", error.Message, StringComparison.Ordinal);
        await AssertUntouchedAsync(target);
    }

    [Fact]
    public async Task A_cancelled_restore_leaves_the_target_as_it_was()
    {
        await using var target = await CreateTargetAsync();
        var cloner = await store.CreateClonerAsync();
        using var cancel = new CancellationTokenSource();
        var hook = new DelegateHook("cancel", async (_, token) =>
        {
            await cancel.CancelAsync();
            token.ThrowIfCancellationRequested();
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => cloner.RestoreAsync(new RestoreOptions { Source = store.Key, Database = target.Name, Hooks = [hook] }, cancel.Token));

        await AssertUntouchedAsync(target);
    }

    [Fact]
    public async Task A_dump_cut_anywhere_leaves_the_target_as_it_was()
    {
        await using var target = await CreateTargetAsync();
        var bytes = await File.ReadAllBytesAsync(store.File, Token);
        var folder = Directory.CreateTempSubdirectory("pgclone-cut-");
        var file = Path.Combine(folder.FullName, store.Key);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var cloner = await store.CreateClonerAsync(settings => settings with { Storage = folder.FullName });

        // The archive reader's tests cut at every byte; here each cut goes through a whole restore.
        for (var i = 0; i < 24; i++)
        {
            await File.WriteAllBytesAsync(file, bytes.AsMemory(0, (int)((long)bytes.Length * i / 24)), Token);

            var error = await FailAsync(cloner, new RestoreOptions { Source = store.Key, Database = target.Name });

            Assert.True(error.Code is ErrorCode.ArchiveTruncated or ErrorCode.ArchiveCorrupt or ErrorCode.NotAnArchive, error.ToString());
        }

        await AssertUntouchedAsync(target);
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("nowhere", ErrorCode.DumpNotFound)]
    [InlineData("nowhere/2026_01_02_03_04_05_000000.default.dump", ErrorCode.DumpNotFound)]
    [InlineData("../2026_01_02_03_04_05_000000.default.dump", ErrorCode.InvalidDumpKey)]
    public async Task A_source_that_is_not_there_is_named(string source, ErrorCode expected)
    {
        await using var target = await CreateTargetAsync();
        var cloner = await store.CreateClonerAsync();

        var error = await FailAsync(cloner, new RestoreOptions { Source = source, Database = target.Name });

        Assert.Equal(expected, error.Code);
        Assert.Contains(source, error.Message, StringComparison.Ordinal);
        await AssertUntouchedAsync(target);
    }

    [Fact]
    public async Task A_wrong_password_is_said_and_not_shown()
    {
        var server = await TestServer.GetAsync();
        var cloner = await store.CreateClonerAsync();
        var connection = $"Host={server.Host};Port={server.Port};Username=postgres;Password=not-the-secret";

        var error = await FailAsync(cloner, new RestoreOptions { Source = store.Key, Connection = connection });

        Assert.Equal(ErrorCode.AuthenticationFailed, error.Code);
        Assert.DoesNotContain("not-the-secret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_down_is_said()
    {
        var cloner = await store.CreateClonerAsync();

        var error = await FailAsync(cloner, new RestoreOptions { Source = store.Key, Connection = "Host=127.0.0.1;Port=1;Username=postgres" });

        Assert.Equal(ErrorCode.ServerUnreachable, error.Code);
        Assert.Contains("127.0.0.1:1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restores_can_be_switched_off()
    {
        await using var target = await CreateTargetAsync();
        var cloner = await store.CreateClonerAsync(settings => settings with { AllowRestore = false });

        var error = await FailAsync(cloner, new RestoreOptions { Source = store.Key, Database = target.Name });

        Assert.Equal(ErrorCode.NotAllowed, error.Code);
        await AssertUntouchedAsync(target);
    }

    [Fact]
    public async Task A_temporary_restore_is_gone_when_it_is_disposed()
    {
        var cloner = await store.CreateClonerAsync();
        string name;

        await using (var restored = await cloner.RestoreTemporaryAsync(new RestoreOptions { Source = store.Key }, Token))
        {
            name = restored.Result.Database;
            Assert.Equal((long)ShopStore.Rows, await TestServer.ScalarAsync(name, "SELECT count(*) FROM customer"));
        }

        Assert.False(await TestServer.ExistsAsync(name));
    }

    private static async Task<TestDatabase> CreateTargetAsync()
    {
        var target = await TestServer.CreateDatabaseAsync();
        await target.ExecuteAsync("CREATE TABLE before_restore AS SELECT 42 AS answer");
        return target;
    }

    private static Task<PgCloneException> FailAsync(PgCloner cloner, RestoreOptions options) =>
        Assert.ThrowsAnyAsync<PgCloneException>(() => cloner.RestoreAsync(options, Token));

    private static async Task AssertUntouchedAsync(TestDatabase target)
    {
        Assert.Equal(42, await target.ScalarAsync("SELECT answer FROM before_restore"));
        await target.AssertNothingLeftAsync();
    }
}
