using System.Text.Json;
using System.Text.RegularExpressions;
using PgClone.Testing;

namespace PgClone.Tool.Commands;

public sealed class DoctorVerbTests : IDisposable
{
    private readonly Workspace _workspace = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Finds_all_in_order_where_it_is()
    {
        await using var database = await TestServer.CreateDatabaseAsync();
        PointAt(database);
        await database.ExecuteAsync("CREATE TABLE t (id int)");
        _workspace.WriteSettings($$"""{ "database": "{{database.Name}}", "storage": "dumps", "hooks": { "m": { "sql": "m.sql" }, "c": { "command": ["true"] } } }""");
        _workspace.WriteFile("m.sql", "SELECT 1");
        (await _workspace.RunAsync("dump")).EnsureSuccess();
        (await _workspace.RunAsync("update")).EnsureSuccess();

        var result = await _workspace.RunAsync("doctor");

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.All(result.Output.TrimEnd().Split('\n'), line => Assert.StartsWith("ok ", line, StringComparison.Ordinal));
        Assert.Matches(@"(?m)^ok +server +PostgreSQL \d+\.\d+ at ", result.Output);
        Assert.Contains("1 dumps of " + database.Name, result.Output, StringComparison.Ordinal);
        Assert.Contains($"\"{database.Name}\" can be replaced.", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Looks_at_everything_where_nothing_is_there_and_says_what_to_do()
    {
        _workspace.WriteSettings("""
            { "connection": "Host=127.0.0.1;Port=1;Username=me;Password=topsecret", "storage": "none", "allowRestore": false,
              "hooks": { "bad": { "sql": "none.sql" }, "worse": {}, "lost": { "command": ["true"], "inputs": ["none/*.cs"] } } }
            """);
        _workspace.WriteFile("pgclone.lock", """{ "shop": { "key": "shop/2026_11_20_00_00_00_000000.default.dump" } }""");

        var result = await _workspace.RunAsync("doctor", "--format", "json");

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("error PGC0007: There are 5 problems.", result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("topsecret", result.Output + result.Errors, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal(
            ["hook bad", "hook worse", "hook lost", "server", "store"],
            json.RootElement.EnumerateArray().Where(finding => State(finding) == "problem").Select(finding => finding.GetProperty("subject").GetString()));
        Assert.All(
            json.RootElement.EnumerateArray().Where(finding => State(finding) == "problem"),
            finding => Assert.NotNull(finding.GetProperty("advice").GetString()));
        Assert.Contains("PGC3001", result.Output, StringComparison.Ordinal);
        Assert.Contains("allowRestore is false", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Works_without_a_file_and_starts_no_server()
    {
        _workspace.Environment["PGCLONE_DATA_DIR"] = Path.Combine(_workspace.Folder, "data");

        var result = await _workspace.RunAsync("doctor");

        Assert.Matches(@"(?m)^warning +settings +No pgclone\.json in ", result.Output);
        Assert.Matches(@"(?m)^ok +server +No connection is given: the embedded local server is started when it is needed", result.Output);
        Assert.False(Directory.Exists(Path.Combine(_workspace.Folder, "data")));
    }

    [Fact]
    public async Task Tells_of_a_file_that_can_not_be_read_and_of_a_dump_that_is_gone_or_damaged()
    {
        _workspace.WriteSettings("""{ "storrage": "x" }""");
        var unreadable = await _workspace.RunAsync("doctor");

        await using var database = await TestServer.CreateDatabaseAsync();
        PointAt(database);
        _workspace.WriteSettings("{}");
        _workspace.AddDump("shop/2026_11_20_00_00_00_000000.default.dump", 100);
        _workspace.WriteFile("pgclone.lock", """{ "shop": { "key": "shop/2026_11_19_00_00_00_000000.default.dump" } }""");
        var damaged = await _workspace.RunAsync("doctor", "shop");

        Assert.Equal((1, 1), (unreadable.ExitCode, damaged.ExitCode));
        Assert.Matches(@"^problem settings .*pgclone\.json, line 1, column 3 ", unreadable.Output);
        Assert.Matches(@"(?m)^problem store +PGC1001", damaged.Output);
        Assert.Matches(@"(?m)^problem pgclone\.lock +It names what the store does not have", damaged.Output);
    }

    [Fact]
    public async Task Says_which_right_is_missing()
    {
        await using var database = await TestServer.CreateDatabaseAsync();
        var role = "r" + database.Name;
        await TestServer.ExecuteAsync("postgres", $"CREATE ROLE {role} LOGIN PASSWORD 'x'");
        try
        {
            var server = database.Server;
            _workspace.Environment["PGCLONE_CONNECTION"] = $"{server.GetConnectionString("postgres")};Username={role};Password=x";
            _workspace.WriteSettings("{}");

            var result = await _workspace.RunAsync("doctor", database.Name);

            Assert.Equal(1, result.ExitCode);
            Assert.Contains($"The user \"{role}\" may not create databases.", result.Output, StringComparison.Ordinal);
            Assert.Contains($"ALTER ROLE \"{role}\" CREATEDB", result.Output, StringComparison.Ordinal);
            Assert.Contains($"\"{database.Name}\" belongs to", result.Output, StringComparison.Ordinal);
        }
        finally
        {
            await TestServer.ExecuteAsync("postgres", $"DROP ROLE {role}");
        }
    }

    [Fact]
    public async Task Says_where_the_latest_dump_takes_more_room_than_there_is()
    {
        await using var database = await TestServer.CreateDatabaseAsync();
        PointAt(database);
        await database.ExecuteAsync("CREATE TABLE t AS SELECT 1 AS id");
        _workspace.WriteSettings($$"""{ "database": "{{database.Name}}", "storage": "dumps" }""");
        (await _workspace.RunAsync("dump")).EnsureSuccess();
        var manifest = Directory.EnumerateFiles(Path.Combine(_workspace.Folder, "dumps"), "*.json", SearchOption.AllDirectories).Single();
        await File.WriteAllTextAsync(manifest, Regex.Replace(await File.ReadAllTextAsync(manifest, Token), @"""rowBytes"": ?\d+", @"""rowBytes"":4000000000000000"), Token);

        var result = (await _workspace.RunAsync("doctor")).EnsureSuccess();

        Assert.Matches(@"(?m)^warning +disk +.* takes at least 4000000\.0 GB when it is restored, and \d+\.\d GB are free\.", result);
    }

    private static string? State(JsonElement finding) => finding.GetProperty("state").GetString();

    private void PointAt(TestDatabase database) => _workspace.Environment["PGCLONE_CONNECTION"] = database.Server.GetConnectionString("postgres");
}
