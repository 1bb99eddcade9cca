using PgClone.Diagnostics;
using PgClone.Hooks;
using PgClone.Servers;
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
            new RestoreChoices
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
    [InlineData("""{ "storrage": "x" }""", 1, "There is no setting 'storrage'; the nearest is 'storage'.")]
    [InlineData("{\n  \"jobs\": \"many\"\n}", 2, "'jobs' must be a whole number of at least 1.")]
    [InlineData("""{ "jobs": 0 }""", 1, "'jobs' must be a whole number of at least 1.")]
    [InlineData("""{ "jobs": 1.5 }""", 1, "'jobs' must be a whole number of at least 1.")]
    [InlineData("""{ "connection": ["Host=a"] }""", 1, "'connection' must be a text.")]
    [InlineData("""{ "keyLayout": "instances" }""", 1, "'keyLayout' must be database or instance.")]
    [InlineData("""{ "allowRestore": "false" }""", 1, "'allowRestore' must be true or false.")]
    [InlineData("""{ "allowedHosts": "a" }""", 1, "'allowedHosts' must be a list of texts.")]
    [InlineData("{", 1, "")]
    [InlineData("", 1, "")]
    [InlineData("{}\n{}", 2, "")]
    [InlineData("[]", 1, "The file must be an object.")]
    [InlineData("{\"storage\":\"dumps\",\n\"storage\":\"other\"}", 2, "'storage' is given twice.")]
    [InlineData("""{ "hooks": { "a": { "sql": "x" }, "a": { "sql": "y" } } }""", 1, "'a' is given twice.")]
    [InlineData("""{ "hooks": [] }""", 1, "'hooks' must be an object whose members are named by you.")]
    [InlineData("""{ "hooks": { "a": "x" } }""", 1, "'a' must be an object.")]
    [InlineData("{ \"restore\": { \"default\": { \"jobs\": 1,\n \"jobs\": 2 } } }", 2, "'jobs' is given twice.")]
    [InlineData("""{ "restore": { "default": { "noOwners": true } } }""", 1, "There is no setting 'noOwners'; the nearest is 'noOwner'.")]
    [InlineData("""{ "restore": { "default": { "skipSections": ["pre-data"] } } }""", 1, "'skipSections' must be data or post-data")]
    [InlineData("""{ "restore": { "default": { "roleMap": { "a": "b", "a": "c" } } } }""", 1, "'roleMap' must be")]
    public void A_file_with_a_mistake_is_refused_and_the_mistake_named(string json, int line, string why)
    {
        Write(json);

        var error = Assert.Throws<PgCloneException>(() => SettingsLoader.Load(_root.FullName, NoEnvironment));

        Assert.Equal(ErrorCode.InvalidConfiguration, error.Code);
        Assert.Contains($", line {line}, column ", error.Where, StringComparison.Ordinal);
        Assert.Contains(why, error.Why, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_connection_that_is_given_twice_is_refused()
    {
        Write("""{ "connection": "Host=a", "connectionVariable": "B" }""");

        var error = Assert.Throws<PgCloneException>(() => SettingsLoader.Load(_root.FullName, NoEnvironment));

        Assert.Equal(ErrorCode.InvalidConfiguration, error.Code);
        Assert.Contains("connectionVariable", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_null_is_as_if_it_were_not_there()
    {
        Write("""{ "storage": null, "jobs": null, "restore": { "ci": { "wait": null, "jobs": 2 } } }""");

        var settings = SettingsLoader.Load(_root.FullName, NoEnvironment);

        Assert.Equal((".pgclone", null), (settings.Storage, settings.Jobs));
        Assert.Equal(new RestoreChoices { Jobs = 2 }, settings.RestoreConfigs["ci"]);
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

    [Theory]
    [InlineData("PGCLONE_ALLOW_RESTOR", "PGCLONE_ALLOW_RESTORE")]
    [InlineData("PGCLONE_ALOW_DUMP", "PGCLONE_ALLOW_DUMP")]
    [InlineData("PGCLONE_RESTORE", "PGCLONE_ALLOW_RESTORE")]
    [InlineData("PGCLONE_HOST", "PGCLONE_")]
    public void A_variable_that_there_is_none_of_is_refused_and_the_nearest_one_named(string name, string nearest)
    {
        var error = Assert.Throws<PgCloneException>(
            () => SettingsLoader.Load(_root.FullName, new Dictionary<string, string> { [name] = "false" }));

        Assert.Equal(ErrorCode.InvalidConfiguration, error.Code);
        Assert.Contains($"There is no setting {name}.", error.Message, StringComparison.Ordinal);
        Assert.Contains(nearest, error.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void On_systems_that_tell_them_apart_a_variable_in_other_letters_is_refused()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("Windows takes both for one variable.");

        var error = Assert.Throws<PgCloneException>(
            () => SettingsLoader.Load(_root.FullName, new Dictionary<string, string> { ["pgclone_allow_restore"] = "false" }));

        Assert.Contains("PGCLONE_ALLOW_RESTORE", error.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void What_hooks_and_the_projects_own_tests_are_given_is_no_mistake()
    {
        var environment = CommandHook.Variables.Append("PGCLONE_TEST_POSTGRES_17").ToDictionary(name => name, _ => "x");

        var settings = SettingsLoader.Load(_root.FullName, environment);

        Assert.Equal("x", settings.Database);
    }

    [Fact]
    public void A_variable_that_is_named_for_the_connection_may_be_called_anything()
    {
        Write("""{ "connectionVariable": "PGCLONE_SHOP" }""");

        var settings = SettingsLoader.Load(
            _root.FullName, new Dictionary<string, string> { ["PGCLONE_SHOP"] = "Host=shop", ["PGCLONE_CRM"] = "Host=crm" }, connectionVariable: "PGCLONE_CRM");

        Assert.Equal("Host=shop", settings.Connection);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    public async Task Without_the_variable_for_the_connection_no_server_is_chosen(string? value)
    {
        Write("""{ "connectionVariable": "SHOP_DB", "dataDirectory": "server" }""");
        var environment = value is null ? NoEnvironment : new Dictionary<string, string> { ["SHOP_DB"] = value };
        var cloner = new PgCloner(SettingsLoader.Load(_root.FullName, environment));

        var error = await Assert.ThrowsAsync<PgCloneException>(() => cloner.DumpAsync(new DumpOptions { Database = "shop" }, TestContext.Current.CancellationToken));

        Assert.Equal(ErrorCode.InvalidConfiguration, error.Code);
        Assert.Contains("SHOP_DB is not set", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_root.FullName, "server")));
    }

    [Fact]
    public void A_connection_that_is_given_needs_no_variable()
    {
        Write("""{ "connectionVariable": "SHOP_DB" }""");

        var settings = SettingsLoader.Load(_root.FullName, new Dictionary<string, string> { ["PGCLONE_CONNECTION"] = "Host=a" });

        Assert.Equal("Host=a", settings.Connection);
        Assert.IsType<ConnectionStringSource>(settings.CreateServerSource(null));
        Assert.IsType<ConnectionStringSource>((settings with { Connection = null }).CreateServerSource("Host=b"));
    }

    [Fact]
    public void The_schema_that_an_editor_is_told_is_no_setting()
    {
        Write("""{"$schema":"https://x/y.json","storage":"dumps"}""");

        Assert.Equal("dumps", SettingsLoader.Load(_root.FullName, NoEnvironment).Storage);
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void A_byte_order_mark_is_read_over(string encoding)
    {
        var path = Path.Combine(_root.FullName, SettingsLoader.FileName);
        File.WriteAllText(path, """{ "database": "bücher" }""", System.Text.Encoding.GetEncoding(encoding));

        Assert.Equal("bücher", SettingsLoader.Load(_root.FullName, NoEnvironment).Database);
    }

    [Fact]
    public void A_file_that_is_no_text_is_refused()
    {
        File.WriteAllBytes(Path.Combine(_root.FullName, SettingsLoader.FileName), [.. """{ "database": "b"""u8, 0xFC, .. """cher" }"""u8]);

        var error = Assert.Throws<PgCloneException>(() => SettingsLoader.Load(_root.FullName, NoEnvironment));

        Assert.Equal(ErrorCode.InvalidConfiguration, error.Code);
    }

    private void Write(string json) => File.WriteAllText(Path.Combine(_root.FullName, SettingsLoader.FileName), json);
}
