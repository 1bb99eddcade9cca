using System.Text.Json;
using PgClone.Testing;

namespace PgClone.Tool.Commands;

public sealed class RestoreVerbTests(ShopStore store) : IClassFixture<ShopStore>, IAsyncLifetime
{
    private readonly Workspace _workspace = new();
    private TestDatabase _target = null!;

    public async ValueTask InitializeAsync()
    {
        _target = await TestServer.CreateDatabaseAsync();
        await _target.ExecuteAsync("CREATE TABLE before_restore AS SELECT 42 AS answer");
        _workspace.Environment["PGCLONE_CONNECTION"] = _target.ConnectionString;
        _workspace.Environment["PGCLONE_STORAGE"] = store.Folder;
    }

    public async ValueTask DisposeAsync()
    {
        _workspace.Dispose();
        await _target.DisposeAsync();
    }

    [Fact]
    public async Task Restores_the_latest_dump_of_a_database_and_says_what_came_of_it()
    {
        var result = await _workspace.RunAsync("restore", store.Database, "--database", _target.Name);

        var lines = result.EnsureSuccess().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        var fields = lines[..^1].ToDictionary(line => line[..18].Trim(), line => line[18..].Trim());
        Assert.Equal(["dump", "size", "connection"], fields.Keys);
        Assert.Equal(store.Key, fields["dump"]);
        Assert.EndsWith("B", fields["size"]);
        Assert.Contains("Database=" + _target.Name, fields["connection"]);
        Assert.Matches($@"^Restored {_target.Name}: 2 tables, 4,000 rows in [\d.]+ s\. The previous database was dropped\.$", lines[^1]);
        Assert.Contains("data ", result.Errors);
        await AssertRestoredAsync();
    }

    [Fact]
    public async Task Restores_a_dump_by_its_key_and_answers_in_json()
    {
        var result = await _workspace.RunAsync("restore", store.Key, "--database", _target.Name, "--jobs", "2", "--format", "json");

        var restore = JsonDocument.Parse(result.EnsureSuccess()).RootElement;
        Assert.Equal((store.Key, _target.Name), (restore.GetProperty("key").GetString(), restore.GetProperty("database").GetString()));
        Assert.Equal((2, 4000), (restore.GetProperty("tables").GetInt32(), restore.GetProperty("rows").GetInt32()));
        Assert.Equal(new FileInfo(store.File).Length, restore.GetProperty("bytes").GetInt64());
        Assert.Contains("swap", restore.GetProperty("stages").EnumerateArray().Select(stage => stage.GetProperty("stage").GetString()));
        await AssertRestoredAsync();
    }

    [Fact]
    public async Task Leaves_out_the_rows_of_excluded_tables()
    {
        var result = await _workspace.RunAsync("restore", store.Key, "--database", _target.Name, "--exclude-model", "public.orders");

        result.EnsureSuccess();
        Assert.Equal(0L, await _target.ScalarAsync("SELECT count(*) FROM orders"));
        Assert.Equal((long)ShopStore.Rows, await _target.ScalarAsync("SELECT count(*) FROM customer"));
    }

    [Fact]
    public async Task Warns_of_every_entry_that_failed_where_it_is_to_go_on()
    {
        var owner = await _target.ScalarAsync("SELECT current_user::text");

        var result = await _workspace.RunAsync(
            "restore", store.Key, "--database", _target.Name, "--no-owner", "false", "--map-role", $"{owner}=no_such_role", "--on-error", "continue", "--format", "json");

        var failures = JsonDocument.Parse(result.EnsureSuccess()).RootElement.GetProperty("failures").EnumerateArray().ToList();
        Assert.Equal(["PGC7001"], failures.Select(failure => failure.GetProperty("code").GetString()).Distinct());
        Assert.Contains(failures, failure => failure.GetProperty("entry").GetString()!.StartsWith("TABLE public.customer", StringComparison.Ordinal));
        Assert.Contains("warning PGC7001: TABLE public.customer", result.Errors, StringComparison.Ordinal);
        await AssertRestoredAsync();
    }

    [Fact]
    public async Task Runs_the_hooks_that_are_named_in_their_order()
    {
        DefineHooks(("first", "CREATE TABLE steps AS SELECT 1 AS step;"), ("second", "INSERT INTO steps VALUES (2);"), ("migrate", "DROP TABLE customer;"));

        var result = await _workspace.RunAsync(
            "restore", store.Key, "--database", _target.Name, "--pre-swap-hook", "first", "--pre-swap-hook", "second");

        result.EnsureSuccess();
        Assert.Equal(3L, await _target.ScalarAsync("SELECT sum(step) FROM steps"));
        await AssertRestoredAsync();
    }

    [Fact]
    public async Task Runs_migrate_where_no_hook_is_named()
    {
        DefineHooks(("migrate", "ALTER TABLE customer ADD points int DEFAULT 7;"));

        var result = await _workspace.RunAsync("restore", store.Key, "--database", _target.Name);

        result.EnsureSuccess();
        Assert.Equal(7, await _target.ScalarAsync("SELECT min(points) FROM customer"));
    }

    [Fact]
    public async Task A_failed_hook_fails_the_restore_and_leaves_the_target_as_it_was()
    {
        DefineHooks(("migrate", "SELECT 1 / 0;"));

        var result = await _workspace.RunAsync("restore", store.Key, "--database", _target.Name);

        await AssertFailedAsync(result, "PGC4001");
        Assert.Contains("division by zero", result.Errors);
    }

    [Theory]
    [InlineData("nobody", "PGC2001")]
    [InlineData("nobody/2026_11_22_09_30_00_000000.default.dump", "PGC2001")]
    [InlineData("../nobody/2026_11_22_09_30_00_000000.default.dump", "PGC2002")]
    public async Task A_dump_that_is_not_there_fails_with_its_code(string source, string code)
    {
        var result = await _workspace.RunAsync("restore", source, "--database", _target.Name);

        await AssertFailedAsync(result, code);
    }

    [Fact]
    public async Task A_switched_off_restore_fails_with_its_code()
    {
        _workspace.WriteSettings("""{ "allowRestore": false }""");

        var result = await _workspace.RunAsync("restore", store.Key, "--database", _target.Name);

        await AssertFailedAsync(result, "PGC0003");
    }

    [Fact]
    public async Task A_server_that_is_down_fails_with_its_code()
    {
        var result = await _workspace.RunAsync("restore", store.Key, "--connection", "Host=127.0.0.1;Port=1;Username=postgres");

        await AssertFailedAsync(result, "PGC3001");
    }

    [Fact]
    public async Task Stack_traces_are_for_those_who_ask()
    {
        var usual = await _workspace.RunAsync("restore", "nobody");
        var diagnostic = await _workspace.RunAsync("restore", "nobody", "--verbosity", "diagnostic");

        Assert.DoesNotContain("   at PgClone.", usual.Errors);
        Assert.Contains("   at PgClone.", diagnostic.Errors);
    }

    private void DefineHooks(params (string Name, string Sql)[] hooks)
    {
        foreach (var (name, sql) in hooks) _workspace.WriteFile(name + ".sql", sql);
        var definitions = hooks.Select(hook => $"\"{hook.Name}\": {{ \"sql\": \"{hook.Name}.sql\" }}");
        _workspace.WriteSettings($$"""{ "hooks": { {{string.Join(", ", definitions)}} } }""");
    }

    private async Task AssertRestoredAsync()
    {
        Assert.Equal((long)ShopStore.Rows, await _target.ScalarAsync("SELECT count(*) FROM orders JOIN customer ON customer.id = customer_id"));
        await _target.AssertNothingLeftAsync();
    }

    private async Task AssertFailedAsync(ToolResult result, string code)
    {
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains($"error {code}: ", result.Errors);
        Assert.Equal(42, await _target.ScalarAsync("SELECT answer FROM before_restore"));
        await _target.AssertNothingLeftAsync();
    }
}
