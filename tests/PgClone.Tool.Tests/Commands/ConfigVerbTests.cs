using System.Text.Json;

namespace PgClone.Tool.Commands;

public sealed class ConfigVerbTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Tells_of_each_where_it_comes_from_and_never_a_password()
    {
        _workspace.WriteSettings("""
            {
              "connectionVariable": "SHOP_DB",
              "storage": "${FOLDER}/dumps",
              "hooks": { "mask": { "sql": "mask.sql" } },
              "restore": {
                "default": { "maskHooks": ["mask"] },
                "ci": { "roleMap": { "a": "b" },
                        "engine": "pg_restore", "wait": "90s" }
              }
            }
            """);
        _workspace.Environment["SHOP_DB"] = "Host=db.example;Username=shop;Password=topsecret;SSL Password=topsecret";
        _workspace.Environment["FOLDER"] = "/srv";
        _workspace.Environment["PGCLONE_JOBS"] = "5";

        var result = await _workspace.RunAsync("config", "show", "--config", "ci", "--exclude", "audit", "--exclude", "log", "--format", "json");

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.DoesNotContain("topsecret", result.Output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(result.Output);
        var file = json.RootElement.GetProperty("file").GetString();
        Assert.Equal(Path.Combine(_workspace.Folder, "pgclone.json"), file);
        Assert.Equal(("Host=db.example;Username=shop", "the environment variable SHOP_DB"), Find(json, "settings", "connection"));
        Assert.Equal(("/srv/dumps", $"{file}:3"), Find(json, "settings", "storage"));
        Assert.Equal(("5", "the environment variable PGCLONE_JOBS"), Find(json, "settings", "jobs"));
        Assert.Equal(("mask", $"{file}:4"), Find(json, "settings", "hooks"));
        Assert.Equal(("true", "default"), Find(json, "settings", "allowRestore"));
        Assert.Equal(("audit, log", "--exclude"), Find(json, "restore", "exclude"));
        Assert.Equal(("mask", $"{file}:6"), Find(json, "restore", "maskHooks"));
        Assert.Equal(("a=b", $"{file}:7"), Find(json, "restore", "roleMap"));
        Assert.Equal(("pg_restore", $"{file}:8"), Find(json, "restore", "engine"));
        Assert.Equal(("90s", $"{file}:8"), Find(json, "restore", "wait"));
        Assert.Equal(("true", "default"), Find(json, "restore", "noOwner"));
        Assert.Equal((null, "default"), Find(json, "dump", "exclude"));
    }

    [Fact]
    public async Task Tells_what_holds_for_a_database_under_a_name_of_its_own()
    {
        _workspace.WriteSettings("""
            { "connection": "Host=a", "allowDump": false, "databases": {
              "shop": { "connection": "postgres://me:topsecret@b/x",
                        "storage": "/shop", "allowDump": true } } }
            """);

        var result = await _workspace.RunAsync("config", "show", "shop", "--format", "json");

        using var json = JsonDocument.Parse(result.Output);
        var file = json.RootElement.GetProperty("file").GetString();
        Assert.DoesNotContain("topsecret", result.Output, StringComparison.Ordinal);
        Assert.Contains("Host=b", Find(json, "settings", "connection").Value, StringComparison.Ordinal);
        Assert.Equal($"{file}:2", Find(json, "settings", "connection").Origin);
        Assert.Equal(("shop", $"{file}:2"), Find(json, "settings", "database"));
        Assert.Equal(("/shop", $"{file}:3"), Find(json, "settings", "storage"));
        Assert.Equal(("false", $"{file}:1"), Find(json, "settings", "allowDump"));
    }

    [Fact]
    public async Task Shows_the_defaults_where_there_is_no_file_and_a_line_for_each()
    {
        var result = await _workspace.RunAsync("config", "show", "--storage", "here");

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.Matches(@"^file +none\r?\n", result.Output);
        Assert.Matches($@"(?m)^storage +--storage +{_workspace.Folder}/here\r?$", result.Output);
        Assert.Matches(@"(?m)^connection +default +the embedded local server\r?$", result.Output);
    }

    [Theory]
    [InlineData("config", "show", "--config", "nightly")]
    [InlineData("config", "show", "--connection-variable", "NOT_SET")]
    public async Task Refuses_what_can_not_be(params string[] arguments)
    {
        var result = await _workspace.RunAsync(arguments);

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("error PGC0001", result.Errors, StringComparison.Ordinal);
    }

    private static (string? Value, string? Origin) Find(JsonDocument json, string section, string name)
    {
        var option = json.RootElement.GetProperty(section).EnumerateArray().Single(option => option.GetProperty("name").GetString() == name);
        return (option.GetProperty("value").GetString(), option.GetProperty("from").GetString());
    }
}
