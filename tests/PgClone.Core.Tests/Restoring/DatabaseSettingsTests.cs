using PgClone.Archives;
using PgClone.Configuration;
using PgClone.Hooks;
using PgClone.Restoring.Planning;
using PgClone.Servers;
using PgClone.Testing;

namespace PgClone.Restoring;

/// <summary>What <c>ALTER DATABASE ... SET</c> and <c>ALTER ROLE ... IN DATABASE ... SET</c> said on the server that was dumped.</summary>
public sealed class DatabaseSettingsTests : IDisposable
{
    private readonly string _store = Directory.CreateTempSubdirectory("pgclone-settings-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_store, recursive: true);

    [Theory]
    [InlineData(RestoreEngine.Native)]
    [InlineData(RestoreEngine.PgRestore)]
    public async Task A_new_target_has_them_before_the_hooks_run(RestoreEngine engine)
    {
        await using var kept = await TestRole.CreateAsync();
        await using var renamed = await TestRole.CreateAsync();
        var gone = await TestRole.CreateAsync();
        var dumped = await DumpAsync(renamed, gone);
        await gone.DisposeAsync();
        await using var target = new TestDatabase(await TestServer.GetAsync(), TestServer.UniqueName());
        var seen = "";
        var hook = new DelegateHook("look", async (context, _) => seen = (string)(await TestServer.ScalarAsync(context.Database, "SHOW search_path"))!);

        var result = await (await CreateClonerAsync()).RestoreAsync(
            new RestoreOptions { Source = dumped, Database = target.Name, Engine = engine, Hooks = [hook], RoleMap = engine == RestoreEngine.Native ? new Dictionary<string, string> { [renamed.Name] = kept.Name } : null },
            Token);

        Assert.Equal("app, \"$user\", \"Odd \"\"one\"\"\"", seen);
        Assert.Equal("it's \\ so", await target.ScalarAsync("SELECT current_setting('app.tenant')"));
        var role = engine == RestoreEngine.Native ? kept : renamed;
        Assert.Equal(
            $"-: DateStyle=ISO, DMY|-: app.tenant=it's \\ so|-: search_path=app, \"$user\", \"Odd \"\"one\"\"\"|{role.Name}: work_mem=5MB",
            await SettingsOfAsync(target.Name));
        Assert.Equal(-1, await target.ScalarAsync("SELECT datconnlimit FROM pg_database WHERE datname = current_database()"));
        Assert.Single(result.Notices, n => n.Contains("pgclone.allow_restore", StringComparison.Ordinal));
        Assert.Single(result.Notices, n => n.Contains($"the setting work_mem for the role \"{gone.Name}\"", StringComparison.Ordinal));
        Assert.Single(result.Notices, n => n.Contains("CONNECTION LIMIT = 7", StringComparison.Ordinal));
        Assert.Equal(3, result.Notices.Count);
    }

    [Fact]
    public async Task A_target_that_exists_keeps_its_own()
    {
        await using var kept = await TestRole.CreateAsync();
        var dumped = await DumpAsync(kept, kept);
        await using var target = await TestServer.CreateDatabaseAsync();
        await TestServer.ExecuteAsync("postgres", $"ALTER DATABASE {target.QuotedName} SET work_mem TO '7MB'; ALTER DATABASE {target.QuotedName} SET pgclone.allow_dump TO off");

        var result = await (await CreateClonerAsync()).RestoreAsync(new RestoreOptions { Source = dumped, Database = target.Name }, Token);

        Assert.Equal("-: pgclone.allow_dump=off|-: work_mem=7MB", await SettingsOfAsync(target.Name));
        Assert.Empty(result.Notices);
    }

    [Fact]
    public async Task A_target_that_came_to_be_meanwhile_keeps_its_own()
    {
        await using var kept = await TestRole.CreateAsync();
        var dumped = await DumpAsync(kept, kept);
        await using var target = new TestDatabase(await TestServer.GetAsync(), TestServer.UniqueName());
        var hook = new DelegateHook("slow", async (context, _) =>
        {
            await TestServer.ExecuteAsync("postgres", $"CREATE DATABASE {target.QuotedName}");
            await TestServer.ExecuteAsync("postgres", $"ALTER DATABASE {target.QuotedName} SET work_mem TO '7MB'");
            await TestServer.ExecuteAsync("postgres", $"ALTER DATABASE \"{context.Database}\" SET app.hook TO 'was here'");
        });

        await (await CreateClonerAsync()).RestoreAsync(new RestoreOptions { Source = dumped, Database = target.Name, Hooks = [hook] }, Token);

        Assert.Equal("-: app.hook=was here|-: work_mem=7MB", await SettingsOfAsync(target.Name));
    }

    [Fact]
    public async Task A_database_of_a_fixture_has_them()
    {
        await using var kept = await TestRole.CreateAsync();
        var dumped = await DumpAsync(kept, kept);
        // What it stands for may well be there.
        await using var other = await TestServer.CreateDatabaseAsync();

        await using var temporary = await (await CreateClonerAsync()).RestoreTemporaryAsync(new RestoreOptions { Source = dumped, Database = other.Name }, Token);

        Assert.Equal("app, \"$user\", \"Odd \"\"one\"\"\"", await TestServer.ScalarAsync(temporary.Result.Database, "SHOW search_path"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_setting_of_a_newer_server_is_left_out_and_said(bool german)
    {
        var key = Path.Combine(_store, "settings", "2026_01_02_03_04_05_000000.default.dump");
        Directory.CreateDirectory(Path.GetDirectoryName(key)!);
        File.Copy(CaseFiles.PathOf("settings-17.dump"), key);
        var postgres = new TestDatabase(await TestServer.GetAsync(), "postgres");
        var server = (german ? await TestLanguage.InGermanAsync(postgres) : postgres).Server;
        await using var target = new TestDatabase(postgres.Server, TestServer.UniqueName());

        var result = await CreateCloner(server).RestoreAsync(new RestoreOptions { Source = "settings", Database = target.Name }, Token);

        Assert.Equal(server.Version.Major < 17 ? "-: work_mem=6MB" : "-: transaction_timeout=30s|-: work_mem=6MB", await SettingsOfAsync(target.Name));
        if (server.Version.Major < 17) Assert.Single(result.Notices, n => n.Contains("the setting transaction_timeout, which is left out", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Values_are_read_as_the_archive_writes_them()
    {
        await using var database = await TestServer.CreateDatabaseAsync();
        var bytes = new ArchiveBuilder { StandardConformingStrings = "off" }
            .Entry(ArchiveBuilder.Plain(5, "DATABASE PROPERTIES", "shop", """
                ALTER DATABASE shop SET app.path TO 'C:\\new\'; SELECT no_such_function(); --';
                ALTER ROLE "a;b" IN DATABASE shop SET work_mem = '5MB';

                """))
            .Build();
        var archive = await ArchiveReader.ReadAsync(new MemorySource(bytes), Token);

        var (notices, resets) = await DatabaseSettings.Of(archive, new RestorePlanOptions().RolesOf(archive)).ApplyAsync(database.Server, database.Name, Token);

        Assert.Equal("C:\\new'; SELECT no_such_function(); --", await database.ScalarAsync("SELECT current_setting('app.path')"));
        Assert.Contains("\"a;b\"", Assert.Single(notices), StringComparison.Ordinal);
        Assert.Single(resets);
    }

    [Fact]
    public async Task A_library_that_is_missing_locks_nobody_out()
    {
        await using var database = await TestServer.CreateDatabaseAsync();
        var settings = new DatabaseSettings([new("local_preload_libraries", null, "'no_such_library'"), new("work_mem", null, "'5MB'")], []);

        var (notices, _) = await settings.ApplyAsync(database.Server, database.Name, Token);

        Assert.Equal("5MB", await database.ScalarAsync("SHOW work_mem"));
        Assert.Contains("local_preload_libraries", Assert.Single(notices), StringComparison.Ordinal);
    }

    private static async Task<string?> SettingsOfAsync(string database) => (string?)await TestServer.ScalarAsync(
        "postgres",
        $"""
        SELECT string_agg(format('%s: %s', coalesce(rolname, '-'), c), '|' ORDER BY rolname NULLS FIRST, c COLLATE "C")
        FROM pg_db_role_setting s JOIN pg_database d ON d.oid = setdatabase LEFT JOIN pg_roles r ON r.oid = setrole, unnest(setconfig) c WHERE datname = '{database}'
        """);

    /// <returns>The dump's key.</returns>
    private async Task<string> DumpAsync(TestRole role, TestRole gone)
    {
        await using var database = await TestServer.CreateDatabaseAsync(TestServer.UniqueName() + " it's SET");
        await database.ExecuteAsync($""""
            CREATE SCHEMA app;
            CREATE TABLE app.t (id int);
            ALTER DATABASE {database.QuotedName} SET search_path TO app, "$user", "Odd ""one""";
            ALTER DATABASE {database.QuotedName} SET app.tenant TO E'it''s \\ so';
            ALTER DATABASE {database.QuotedName} SET datestyle TO 'ISO, DMY';
            ALTER DATABASE {database.QuotedName} SET pgclone.allow_restore TO off;
            ALTER DATABASE {database.QuotedName} CONNECTION LIMIT 7;
            ALTER ROLE {gone.QuotedName} IN DATABASE {database.QuotedName} SET work_mem TO '4MB';
            ALTER ROLE {role.QuotedName} IN DATABASE {database.QuotedName} SET work_mem TO '5MB';
            """");
        return (await (await CreateClonerAsync()).DumpAsync(new DumpOptions { Database = database.Name }, Token)).Key.Value;
    }

    private async Task<PgCloner> CreateClonerAsync() => CreateCloner(await TestServer.GetAsync());

    private PgCloner CreateCloner(PostgresServer server) => new(new PgCloneSettings
    {
        BaseDirectory = _store, Storage = _store, Connection = server.GetConnectionString("postgres"), PostgresDirectory = TestServer.BinDirectory,
    });
}
