using System.Text.Json;
using PgClone.Testing;

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
    public async Task Takes_server_and_database_from_an_application_but_no_password()
    {
        Directory.CreateDirectory(Path.Combine(_workspace.Folder, "Shop"));
        _workspace.WriteFile("Shop/Shop.csproj", "<Project />");
        _workspace.WriteFile("Shop/appsettings.json", """
            { // As .NET reads it.
              "ConnectionStrings": { "Shop": "Server=db.example;User Id=me;Database=my shop;Password='top${secret';SSL Password=topsecret", "Other": "Host=elsewhere", }, }
            """);

        var result = await _workspace.RunAsync("init", "--appsettings", "Shop/appsettings.json", "--connection-name", "shop", "--migrate", "Shop");

        result.EnsureSuccess();
        Assert.Contains("PGPASSWORD", result.Errors, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(System.IO.File.ReadAllText(File));
        Assert.Equal(("my shop", "Host=db.example;Username=me"), (json.RootElement.GetProperty("database").GetString(), json.RootElement.GetProperty("connection").GetString()));
        Assert.Equal("Shop", json.RootElement.GetProperty("hooks").GetProperty("migrate").GetProperty("efCore").GetString());
        (await _workspace.RunAsync("config", "show")).EnsureSuccess();
    }

    [Theory]
    [InlineData("""{ "ConnectionStrings": { "A": "Host=a", "B": "Host=b" } }""", null, "There are: A, B.")]
    [InlineData("""{ "ConnectionStrings": { "A": "Host=a" } }""", "C", "There is no connection string 'C'.")]
    [InlineData("""{ "ConnectionStrings": { "A": "Server=(localdb);Trusted_Connection=True;Password=topsecret" } }""", "A", "PGC0001")]
    [InlineData("""{ "ConnectionStrings": [1] }""", null, "has no ConnectionStrings")]
    [InlineData("[]", null, "has no ConnectionStrings")]
    [InlineData("topsecret", null, "can't be read")]
    public async Task Says_why_an_application_names_no_server_and_writes_nothing(string settings, string? name, string why)
    {
        _workspace.WriteFile("appsettings.json", settings);

        var result = await _workspace.RunAsync(["init", "--appsettings", "appsettings.json", .. name is null ? Array.Empty<string>() : ["--connection-name", name]]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(why, result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("topsecret", result.Output + result.Errors, StringComparison.Ordinal);
        Assert.False(System.IO.File.Exists(File));
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

        var result = await ToolResult.OfAsync(process);

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
