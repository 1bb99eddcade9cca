using System.Text.Json;

namespace PgClone.Tool.Commands;

public sealed class InitVerbTests : IDisposable
{
    private readonly Workspace _workspace = new();

    private string File => Path.Combine(_workspace.Folder, "pgclone.json");

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Writes_what_the_options_say_and_the_schema_beside_it()
    {
        var result = await _workspace.RunAsync("init", "--database", "my \"${shop}\"", "--connection-variable", "SHOP_DB", "--storage", "dümps", "--migrate", "sql/migrations");

        Assert.Equal(File, result.EnsureSuccess().Trim());
        _workspace.Environment["SHOP_DB"] = "Host=db.example";
        using var shown = JsonDocument.Parse((await _workspace.RunAsync("config", "show", "--format", "json")).EnsureSuccess());
        string? Value(string name) => shown.RootElement.GetProperty("settings").EnumerateArray().Single(one => one.GetProperty("name").GetString() == name).GetProperty("value").GetString();
        Assert.Equal(("my \"${shop}\"", "Host=db.example", "dümps", "migrate"), (Value("database"), Value("connection"), Value("storage"), Value("hooks")));
        using var json = JsonDocument.Parse(System.IO.File.ReadAllText(File));
        var schema = Path.Combine(_workspace.Folder, json.RootElement.GetProperty("$schema").GetString()!);
        using var _ = JsonDocument.Parse(System.IO.File.ReadAllText(schema));
    }

    [Fact]
    public async Task Asks_nothing_where_there_is_no_terminal_and_leaves_all_to_the_defaults()
    {
        (await _workspace.RunAsync("init")).EnsureSuccess();

        using var json = JsonDocument.Parse(System.IO.File.ReadAllText(File));
        Assert.Equal("$schema", Assert.Single(json.RootElement.EnumerateObject()).Name);
        (await _workspace.RunAsync("config", "show")).EnsureSuccess();
    }

    [Fact]
    public async Task Asks_on_a_terminal_for_what_no_option_says()
    {
        using var process = _workspace.StartInTerminal(120, answers: true, "init", "--storage", "dumps");
        await process.StandardInput.WriteAsync("shop\n\nsql\n");
        process.StandardInput.Close();

        var result = await Workspace.FinishAsync(process);

        Assert.True(result.ExitCode == 0, result.Output);
        Assert.DoesNotContain("Where dumps lie", result.Output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(System.IO.File.ReadAllText(File));
        Assert.Equal(["$schema", "database", "storage", "hooks"], json.RootElement.EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public async Task Writes_over_nothing()
    {
        _workspace.WriteSettings("{ }");
        _workspace.WriteFile("pgclone.schema.json", "mine");

        var refused = await _workspace.RunAsync("init", "--database", "shop");
        System.IO.File.Delete(File);
        (await _workspace.RunAsync("init", "--database", "shop")).EnsureSuccess();

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("There is a pgclone.json already", refused.Errors, StringComparison.Ordinal);
        Assert.Equal("mine", System.IO.File.ReadAllText(Path.Combine(_workspace.Folder, "pgclone.schema.json")));
    }
}
