using PgClone.Servers;
using PgClone.Testing;

namespace PgClone.PackageTests;

/// <summary>Scripts that load the addin into Cake.Tool.</summary>
public sealed class CakeScriptTests(PackageFeed feed, ShopStore store) : HostTests(feed, store)
{
    [Fact]
    public async Task A_script_restores_with_a_hook_in_csharp()
    {
        var psql = (await PostgresBinaries.FindPgDumpAsync(Store.Server.Version, null, TestContext.Current.CancellationToken)).GetPath("psql");
        WriteScript($$"""
            Task("Default").Does(() =>
            {
                var restored = PgCloneRestore("{{Store.Database}}", settings =>
                {
                    settings.Database = "{{Target}}";
                    settings.PreSwapHook("points", connectionString => AddPoints(connectionString));
                });
                Information("{0} rows from {1}", restored.Rows, restored.Key);
            });

            void AddPoints(string connectionString)
            {
                var connection = new System.Data.Common.DbConnectionStringBuilder { ConnectionString = connectionString };
                Information("hook on {0}", connection["Database"]);
                var exitCode = StartProcess("{{psql}}", new ProcessSettings
                {
                    Arguments = "-c \"ALTER TABLE customer ADD COLUMN points int DEFAULT 7\"",
                    EnvironmentVariables = new Dictionary<string, string>
                    {
                        ["PGHOST"] = (string)connection["Host"], ["PGPORT"] = (string)connection["Port"],
                        ["PGUSER"] = (string)connection["Username"], ["PGPASSWORD"] = (string)connection["Password"],
                        ["PGDATABASE"] = (string)connection["Database"],
                    },
                });
                if (exitCode != 0) throw new Exception("psql failed");
            }
            """);

        var run = (await RunCakeAsync()).EnsureSuccess();

        await AssertIsRestoredAsync();
        Assert.Equal(7, await TestServer.ScalarAsync(Target, "SELECT DISTINCT points FROM customer"));
        Assert.Contains($"{2 * ShopStore.Rows} rows from {Store.Key}", run.Output, StringComparison.Ordinal);
        Assert.Contains("hook on ", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("hook on " + Target, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_dumps_and_lists_asynchronously()
    {
        await using var database = await TestServer.CreateDatabaseAsync();
        WriteScript($$"""
            Task("Default").Does(async () =>
            {
                var dump = await PgCloneDumpAsync("{{database.Name}}", settings => settings.Storage = "own");
                var listed = await PgCloneListAsync("{{database.Name}}", settings => settings.Storage = "own");
                Information("listed: {0}", listed.Single() is { } found && found.Key == dump.Key && found.Bytes == dump.Bytes);
            });
            """);

        var run = (await RunCakeAsync()).EnsureSuccess();

        Assert.Contains("listed: True", run.Output, StringComparison.Ordinal);
        Assert.True(Directory.Exists(Path.Combine(Folder, "own")));
    }

    [Fact]
    public async Task A_failure_shows_its_code_and_ends_the_script()
    {
        WriteScript("""Task("Default").Does(() => PgCloneRestore("no_such_database"));""");

        var run = await RunCakeAsync();

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Error: PGC2001:", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failing_hook_leaves_the_target_as_it_was()
    {
        await using var target = await TestServer.CreateDatabaseAsync(Target);
        await target.ExecuteAsync("CREATE TABLE precious ()");
        WriteScript($$"""
            Task("Default").Does(() => PgCloneRestore("{{Store.Database}}", settings =>
            {
                settings.Database = "{{Target}}";
                settings.PreSwapHook("broken", async connectionString => { await System.Threading.Tasks.Task.Yield(); throw new Exception("no luck"); });
            }));
            """);

        var run = await RunCakeAsync();

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Error: PGC4001:", run.Output, StringComparison.Ordinal);
        Assert.Contains("no luck", run.Output, StringComparison.Ordinal);
        Assert.NotNull(await target.ScalarAsync("SELECT to_regclass('precious')::text"));
    }

    [Fact]
    public async Task An_interrupted_script_cleans_up()
    {
        Interrupts.SkipWhereIgnored();
        WriteScript($$"""
            Task("Default").Does(() => PgCloneRestore("{{Store.Database}}", settings =>
            {
                settings.Database = "{{Target}}";
                settings.PreSwapHook("interrupt", connectionString =>
                {
                    System.IO.File.WriteAllText("temporary", (string)new System.Data.Common.DbConnectionStringBuilder { ConnectionString = connectionString }["Database"]);
                    StartProcess("kill", "-INT " + System.Environment.ProcessId);
                    System.Threading.Thread.Sleep(TimeSpan.FromMinutes(2));
                });
            }));
            """);

        var run = await RunCakeAsync();

        // Cake ends with 1 for every exception of a task, whatever exit code it holds.
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("PgClone was cancelled", run.Output, StringComparison.Ordinal);
        Assert.False(await TestServer.ExistsAsync(Target));
        Assert.False(await TestServer.ExistsAsync(await File.ReadAllTextAsync(Path.Combine(Folder, "temporary"), TestContext.Current.CancellationToken)));
    }

    /// <summary>Cake runs Setup even then, for real, and does not tell it: so docs/cake.md says that a restore belongs into a task.</summary>
    [Fact]
    public async Task A_dry_run_touches_nothing()
    {
        WriteScript($$"""
            Setup(context => Information("setup runs, and is told: {0}", context.HasArgument("dryrun")));
            Task("Default").Does(() =>
            {
                PgCloneRestore("{{Store.Database}}", settings => settings.Database = "{{Target}}");
                PgCloneDump("{{Target}}");
            });
            """);

        var run = (await RunCakeAsync("--dryrun")).EnsureSuccess();

        Assert.Contains("1. Default", run.Output, StringComparison.Ordinal);
        Assert.Contains("setup runs, and is told: False", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Store.Key, run.Output, StringComparison.Ordinal);
        Assert.False(await TestServer.ExistsAsync(Target));
        Assert.Single(Directory.GetFiles(Store.Folder, "*.dump", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_name_before_the_settings_and_another_one_in_them_are_refused()
    {
        await using var target = await TestServer.CreateDatabaseAsync(Target);
        await target.ExecuteAsync("CREATE TABLE precious ()");
        WriteScript($$"""
            Task("Default").Does(() => PgCloneRestore("{{Target}}", settings => settings.Source = "{{Store.Database}}"));
            """);

        var run = await RunCakeAsync();

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Error: PGC0001:", run.Output, StringComparison.Ordinal);
        Assert.NotNull(await target.ScalarAsync("SELECT to_regclass('precious')::text"));
    }

    [Fact]
    public async Task A_script_copies_a_database_brings_it_back_and_drops_the_copy()
    {
        await using var target = await TestServer.CreateDatabaseAsync(Target);
        await target.ExecuteAsync("CREATE TABLE precious ()");
        var copy = "it's a copy " + Target;
        WriteScript($$"""
            Task("Default").Does(async () =>
            {
                var plan = PgCloneCopy("{{copy}}", settings => settings.DryRun = true);
                var made = PgCloneCopy(new PgCloneCopySettings { Name = ":{{copy}}", Database = "{{Target}}" });
                var again = await PgCloneCopyAsync("{{copy}}", settings => settings.Replace = true);
                Information("made: {0} {1} {2}, of {3}", plan.IsMade, made.IsMade, again.Name, again.Database);
                PgCloneRestore("{{Store.Database}}");
                PgCloneRestore(":{{copy}}");
                PgCloneDrop("{{copy}}");
            });
            """);

        var run = (await RunCakeAsync()).EnsureSuccess();

        Assert.Contains($"made: False True {copy}, of {Target}", run.Output, StringComparison.Ordinal);
        Assert.NotNull(await target.ScalarAsync("SELECT to_regclass('precious')::text"));
        Assert.False(await TestServer.ExistsAsync(copy));
    }

    [Theory]
    [InlineData("PgCloneCopy(\"new\")")]
    [InlineData("PgCloneDrop(\"new\")")]
    public async Task A_script_neither_copies_nor_drops_where_the_settings_forbid_it(string call)
    {
        Write("pgclone.json", $$"""{ "database": "{{Target}}", "allowCopy": false }""");
        WriteScript($$"""Task("Default").Does(() => {{call}});""");

        var run = await RunCakeAsync();

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Error: PGC0003:", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_verifies_a_dump()
    {
        WriteScript($$"""
            Task("Default").Does(() =>
            {
                var verified = PgCloneVerify("{{Store.Database}}");
                Information("whole: {0}, {1} rows", verified.Key, verified.Rows);
            });
            """);

        var run = (await RunCakeAsync()).EnsureSuccess();

        Assert.Contains($"whole: {Store.Key}, {2 * ShopStore.Rows} rows", run.Output, StringComparison.Ordinal);
    }

    private void WriteScript(string script) =>
        Write("build.cake", $"""
            #addin nuget:?package=Cake.PgClone&version={Feed.Version}&prerelease

            {script}

            RunTarget("Default");
            """);

    private async Task<Run> RunCakeAsync(params string[] arguments)
    {
        await RestoreCakeAsync();
        return await RunAsync("dotnet", ["cake", .. arguments]);
    }
}
