using PgClone.Diagnostics;
using PgClone.Storage;

namespace PgClone.Configuration;

public sealed class SettingsLoaderTests : IDisposable
{
    private static readonly Dictionary<string, string> NoEnvironment = [];
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("pgclone-settings-");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void Without_a_file_the_defaults_apply_and_the_folder_is_the_base()
    {
        var settings = SettingsLoader.Load(_root.FullName, NoEnvironment);

        Assert.Equal(_root.FullName, settings.BaseDirectory);
        Assert.Equal(".pgclone", settings.Storage);
        Assert.Null(settings.Connection);
        Assert.True(settings.AllowDump && settings.AllowRestore);
    }

    [Fact]
    public void The_file_is_found_in_a_folder_above()
    {
        Write("""{ "database": "shop", "storage": "dumps" }""");
        var below = _root.CreateSubdirectory("a/b");

        var settings = SettingsLoader.Load(below.FullName, NoEnvironment);

        Assert.Equal("shop", settings.Database);
        Assert.Equal("dumps", settings.Storage);
        Assert.Equal(_root.FullName, settings.BaseDirectory);
    }

    [Fact]
    public void Everything_that_the_file_can_say_arrives()
    {
        Write("""
            {
              // comments and trailing commas are welcome
              "connection": "Host=db.example", "maintenanceDatabase": "ops", "keyLayout": "instance", "instance": "blue", "jobs": 3,
              "allowDump": false, "allowRestore": false, "allowedHosts": ["staging.example"],
              "postgresDirectory": "/pg/bin", "dataDirectory": "/pg/data",
              "hooks": { "migrate": { "command": ["dotnet", "ef"], "workingDirectory": "src" }, "prep": { "sql": "prep.sql" } },
              "dump": { "default": { "exclude": ["public.audit"], "preDumpHooks": ["prep"] } },
              "restore": { "ci": {
                "exclude": ["log.*"], "preSwapHooks": [], "jobs": 2, "noOwner": false, "noAcl": false,
                "noComments": true, "noPublications": true, "noSubscriptions": false, "noSecurityLabels": true } },
            }
            """);

        var settings = SettingsLoader.Load(_root.FullName, NoEnvironment);

        Assert.Equal("Host=db.example", settings.Connection);
        Assert.Equal("ops", settings.MaintenanceDatabase);
        Assert.Equal((KeyLayout.Instance, "blue", 3), (settings.KeyLayout, settings.Instance, settings.Jobs));
        Assert.False(settings.AllowDump || settings.AllowRestore);
        Assert.Equal(["staging.example"], settings.AllowedHosts);
        Assert.Equal(("/pg/bin", "/pg/data"), (settings.PostgresDirectory, settings.DataDirectory));
        Assert.Equal(["dotnet", "ef"], settings.Hooks["migrate"].Command);
        Assert.Equal("prep.sql", settings.Hooks["prep"].Sql);
        Assert.Equal(["prep"], settings.DumpConfigs["default"].PreDumpHooks);
        Assert.Equal(
            new RestoreConfig
            {
                Jobs = 2, NoOwner = false, NoAcl = false, NoComments = true, NoPublications = true, NoSubscriptions = false, NoSecurityLabels = true,
            },
            settings.RestoreConfigs["ci"] with { Exclude = null, PreSwapHooks = null });
        Assert.Equal([], settings.RestoreConfigs["ci"].PreSwapHooks);
    }

    [Fact]
    public void The_environment_overrides_the_file()
    {
        Write("""{ "database": "shop", "jobs": 3, "allowRestore": true }""");
        var environment = new Dictionary<string, string>
        {
            ["PGCLONE_DATABASE"] = "crm",
            ["PGCLONE_JOBS"] = "5",
            ["PGCLONE_ALLOW_RESTORE"] = "false",
            ["PGCLONE_ALLOWED_HOSTS"] = "a.example, b.example",
            ["PGCLONE_KEY_LAYOUT"] = "instance",
        };

        var settings = SettingsLoader.Load(_root.FullName, environment);

        Assert.Equal(("crm", 5, false, KeyLayout.Instance), (settings.Database, settings.Jobs, settings.AllowRestore, settings.KeyLayout));
        Assert.Equal(["a.example", "b.example"], settings.AllowedHosts);
    }

    [Fact]
    public void The_connection_can_come_from_a_variable_that_the_file_names()
    {
        Write("""{ "connectionVariable": "SHOP_DB" }""");

        var settings = SettingsLoader.Load(_root.FullName, new Dictionary<string, string> { ["SHOP_DB"] = "Host=db.example" });

        Assert.Equal("Host=db.example", settings.Connection);
    }

    [Theory]
    [InlineData("""{ "storrage": "x" }""", "storrage")]
    [InlineData("""{ "jobs": "many" }""", "jobs")]
    [InlineData("{", "line 1")]
    [InlineData("""{ "connection": "Host=a", "connectionVariable": "B" }""", "connectionVariable")]
    public void A_file_with_a_mistake_is_refused_and_the_mistake_named(string json, string named)
    {
        Write(json);

        var error = Assert.Throws<PgCloneException>(() => SettingsLoader.Load(_root.FullName, NoEnvironment));

        Assert.Equal(ErrorCode.InvalidConfiguration, error.Code);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PGCLONE_JOBS", "-1")]
    [InlineData("PGCLONE_ALLOW_DUMP", "maybe")]
    [InlineData("PGCLONE_KEY_LAYOUT", "7")]
    public void A_variable_with_a_mistake_is_refused_and_named(string name, string value)
    {
        var error = Assert.Throws<PgCloneException>(
            () => SettingsLoader.Load(_root.FullName, new Dictionary<string, string> { [name] = value }));

        Assert.Equal(ErrorCode.InvalidConfiguration, error.Code);
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    private void Write(string json) => File.WriteAllText(Path.Combine(_root.FullName, SettingsLoader.FileName), json);
}
