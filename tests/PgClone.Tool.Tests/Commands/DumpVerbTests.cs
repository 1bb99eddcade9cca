using System.Text.Json;
using PgClone.Servers;
using PgClone.Testing;

namespace PgClone.Tool.Commands;

public sealed class DumpVerbTests : IAsyncLifetime
{
    private readonly Workspace _workspace = new();
    private TestDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestServer.CreateDatabaseAsync();
        await _database.ExecuteAsync("""
            CREATE TABLE customer AS SELECT i AS id FROM generate_series(1, 100) i;
            CREATE TABLE log AS SELECT i AS id FROM generate_series(1, 100) i;
            """);
        _workspace.Environment["PGCLONE_CONNECTION"] = _database.ConnectionString;
    }

    public async ValueTask DisposeAsync()
    {
        _workspace.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Prints_the_key_of_the_new_dump_alone_on_stdout()
    {
        var result = await _workspace.RunAsync("dump", _database.Name);

        var key = result.EnsureSuccess().TrimEnd();
        Assert.Matches($@"^{_database.Name}/\d{{4}}(_\d{{2}}){{5}}_\d{{6}}\.default\.dump$", key);
        Assert.True(File.Exists(Path.Combine(_workspace.Folder, ".pgclone", key)));
        Assert.Contains($"Dumped {_database.Name}: ", result.Errors);
    }

    [Fact]
    public async Task Dumps_by_the_command_of_the_settings()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The command is one of Unix.");
        var pgDump = (await PostgresBinaries.FindPgDumpAsync(_database.Server.Version, TestServer.BinDirectory, TestContext.Current.CancellationToken)).GetPath("pg_dump");
        _workspace.WriteSettings($$"""{ "storage": "dumps", "pgDump": ["sh", "-c", "touch used; exec \"$0\" \"$@\"", "{{pgDump}}"] }""");

        var result = await _workspace.RunAsync("dump", _database.Name);

        Assert.True(File.Exists(Path.Combine(_workspace.Folder, "dumps", result.EnsureSuccess().TrimEnd())));
        Assert.True(File.Exists(Path.Combine(_workspace.Folder, "used")));
    }

    [Fact]
    public async Task Is_silent_but_for_the_key_where_quiet_is_asked_for()
    {
        var result = await _workspace.RunAsync("dump", _database.Name, "--verbosity", "quiet");

        Assert.StartsWith(_database.Name + "/", result.EnsureSuccess());
        Assert.Empty(result.Errors);
    }

    [Fact]
    public async Task Dumps_the_configured_database_and_answers_in_json()
    {
        _workspace.WriteSettings($$"""{ "database": "{{_database.Name}}", "storage": "dumps", "dump": { "small": { "exclude": ["public.log"] } } }""");

        var result = await _workspace.RunAsync("dump", "--config", "small", "--format", "json");

        var dump = JsonDocument.Parse(result.EnsureSuccess()).RootElement;
        var file = new FileInfo(Path.Combine(_workspace.Folder, "dumps", dump.GetProperty("key").GetString()!));
        Assert.Equal((_database.Name, "small"), (dump.GetProperty("database").GetString(), dump.GetProperty("config").GetString()));
        Assert.Equal(file.Length, dump.GetProperty("bytes").GetInt64());
        Assert.True(dump.GetProperty("seconds").GetDouble() > 0);
    }

    [Fact]
    public async Task Leaves_out_the_rows_of_excluded_tables()
    {
        var key = (await _workspace.RunAsync("dump", _database.Name, "--exclude", "public.log")).EnsureSuccess().TrimEnd();

        var rows = (await StockTools.RunAsync("pg_restore", _database.Server, "", "--list", Path.Combine(_workspace.Folder, ".pgclone", key))).EnsureSuccess();
        Assert.Contains("TABLE DATA public customer", rows);
        Assert.DoesNotContain("TABLE DATA public log", rows);
        Assert.Contains("TABLE public log", rows);
    }

    [Fact]
    public async Task Runs_the_pre_dump_hooks_on_the_live_database()
    {
        _workspace.WriteFile("prepare.sql", "CREATE TABLE prepared ();");
        _workspace.WriteSettings("""{ "hooks": { "prepare": { "sql": "prepare.sql" } } }""");

        var result = await _workspace.RunAsync("dump", _database.Name, "--pre-dump-hook", "prepare");

        result.EnsureSuccess();
        Assert.Equal(0L, await _database.ScalarAsync("SELECT count(*) FROM prepared"));
    }

    [Fact]
    public async Task An_unknown_database_fails_with_its_code_and_stores_nothing()
    {
        var result = await _workspace.RunAsync("dump", "nowhere_" + _database.Name);

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("error PGC5001: ", result.Errors);
        Assert.False(Directory.Exists(Path.Combine(_workspace.Folder, ".pgclone")));
    }

    [Fact]
    public async Task An_unknown_hook_fails_with_its_code()
    {
        var result = await _workspace.RunAsync("dump", _database.Name, "--pre-dump-hook", "nobody");

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("error PGC4002: There is no hook 'nobody'.", result.Errors);
    }
}
