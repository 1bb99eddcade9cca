using PgClone.Testing;

namespace PgClone.PackageTests;

/// <summary>The samples that migrate what is restored, copied out of the repository and run as their users would, on a server that keeps templates.</summary>
public sealed class MigrationSampleTests(PackageFeed feed, ShopStore store) : HostTests(feed, store)
{
    private const string PublishedVersion = "0.1.0";
    private const string Customers = "SELECT count(*) FROM customers WHERE loyalty_points = ";
    private const string Test = "Everybody_begins_without_points";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await TestServer.ExecuteAsync("postgres", $"ALTER ROLE {User} SET pgclone.allow_templates = on");
        Copy("store");
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        while (await TestServer.ScalarAsync("postgres", "SELECT quote_ident(datname) FROM pg_database WHERE " + OwnTemplates) is string template)
            await TestServer.ExecuteAsync("postgres", $"DROP DATABASE {template} WITH (FORCE)");
    }

    private string OwnTemplates => $"starts_with(datname, 'pgclone_template_') AND pg_get_userbyid(datdba) = '{User}'";

    [Fact]
    public async Task Dotnet_ef_runs_once_and_again_when_a_migration_has_changed() =>
        await AssertRunsOnceAsync(await CopyEfCoreAsync(), "migrate", "Shop/Migrations", "defaultValue: 0", "defaultValue: 5", "Applying migration");

    [Fact]
    public async Task A_bundle_runs_once_and_again_when_it_has_changed()
    {
        Soak.Require();
        var folder = await CopyEfCoreAsync();
        Task BundleAsync() => RunInAsync(folder, "dotnet", "ef", "migrations", "bundle", "--project", "Shop", "--output", "efbundle", "--force").ContinueWith(run => run.Result.EnsureSuccess(), TaskScheduler.Default);
        await BundleAsync();

        await AssertRunsOnceAsync(folder, "bundle", "Shop/Migrations", "defaultValue: 0", "defaultValue: 5", "Applying migration", BundleAsync);
    }

    [Fact]
    public async Task An_application_that_migrates_itself_runs_once_and_again_when_a_migration_has_changed()
    {
        Soak.Require();
        await AssertRunsOnceAsync(await CopyEfCoreAsync(), "app", "Shop/Migrations", "defaultValue: 0", "defaultValue: 5", "Applying migration");
    }

    [Fact]
    public async Task DbUp_runs_once_and_again_when_a_script_has_changed() =>
        await AssertRunsOnceAsync(Copy("dbup"), "migrate", "Migrations/Scripts", "DEFAULT 0", "DEFAULT 5", "0001-loyalty-points.sql");

    [Theory]
    [InlineData("efcore", "Shop/Migrations", "defaultValue: 0", "defaultValue: 5")]
    [InlineData("dbup", "Migrations/Scripts", "DEFAULT 0", "DEFAULT 5")]
    [InlineData("evolve", "db", "DEFAULT 0", "DEFAULT 5")]
    public async Task Fixtures_that_migrate_in_process_copy_what_was_migrated_until_a_migration_changes(string sample, string migrations, string text, string changed)
    {
        if (sample != "efcore") Soak.Require();
        var folder = Copy(sample);
        var first = await RunInAsync(folder, "dotnet", "test", "--project", "Tests", "--no-ansi");
        var templates = await CountTemplatesAsync();
        var second = await RunInAsync(folder, "dotnet", "test", "--project", "Tests", "--no-ansi");
        var templatesAfter = await CountTemplatesAsync();
        Change(folder, migrations, text, changed);

        var third = await RunInAsync(folder, "dotnet", "test", "--project", "Tests", "--no-ansi");

        Assert.Contains("succeeded: 1", first.EnsureSuccess().Output, StringComparison.Ordinal);
        Assert.Contains("succeeded: 1", second.EnsureSuccess().Output, StringComparison.Ordinal);
        Assert.Equal((2L, 2L), (templates, templatesAfter));
        // Nobody begins without points any more.
        Assert.NotEqual(0, third.ExitCode);
        Assert.Contains(Test, third.Output, StringComparison.Ordinal);
        Assert.Equal(3L, await CountTemplatesAsync());
    }

    /// <param name="folder">The sample.</param>
    /// <param name="hook">The hook of its <c>pgclone.json</c>.</param>
    /// <param name="migrations">The folder with what is changed.</param>
    /// <param name="text">What is changed in it.</param>
    /// <param name="changed">What it is changed into.</param>
    /// <param name="printed">What the hook prints when it migrates.</param>
    /// <param name="rebuildAsync">What has to be done after the change.</param>
    private async Task AssertRunsOnceAsync(string folder, string hook, string migrations, string text, string changed, string printed, Func<Task>? rebuildAsync = null)
    {
        var pgclone = Path.Combine(await InstallToolAsync(), "pgclone");
        Task<Run> RestoreAsync() => RunInAsync(folder, pgclone, "restore", "shop", "--database", Target, "--pre-swap-hook", hook, "--verbosity", "detailed");

        var first = (await RestoreAsync()).EnsureSuccess();
        var pointless = await TestServer.ScalarAsync(Target, Customers + "0");
        await TestServer.ExecuteAsync(Target, "DELETE FROM payments");
        // A target that is restored for the first time may be so for the last: then nothing is kept of it yet.
        (await RestoreAsync()).EnsureSuccess();
        var second = (await RestoreAsync()).EnsureSuccess();
        var copied = await TestServer.ScalarAsync(Target, Customers + "0");
        Change(folder, migrations, text, changed);
        if (rebuildAsync is not null) await rebuildAsync();
        var third = (await RestoreAsync()).EnsureSuccess();

        Assert.Contains(printed, first.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(printed, second.Output, StringComparison.Ordinal);
        Assert.Contains("Copied a template", second.Output, StringComparison.Ordinal);
        Assert.Contains(printed, third.Output, StringComparison.Ordinal);
        Assert.Equal((2700L, 2700L), (pointless, copied));
        Assert.Equal(2700L, await TestServer.ScalarAsync(Target, Customers + "5"));
        Assert.NotEqual(0L, await TestServer.ScalarAsync(Target, "SELECT count(*) FROM payments"));
    }

    private async Task<string> CopyEfCoreAsync()
    {
        var folder = Copy("efcore");
        (await RunInAsync(folder, "dotnet", "tool", "restore")).EnsureSuccess();
        (await RunInAsync(folder, "dotnet", "restore", "Shop")).EnsureSuccess();
        return folder;
    }

    /// <summary>Copies a folder of the samples, with the feed's version of our own packages.</summary>
    private string Copy(string sample)
    {
        var source = Path.Combine(RepositoryPaths.Root, "samples", sample);
        foreach (var file in Directory.EnumerateFiles(source, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }))
        {
            var path = Path.GetRelativePath(source, file);
            if (path.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj")) continue;

            var copy = Path.Combine(Folder, sample, path);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
            if (Path.GetExtension(copy) == ".csproj") File.WriteAllText(copy, File.ReadAllText(copy).Replace($"\"{PublishedVersion}\"", $"\"{Feed.Version}\"", StringComparison.Ordinal));
        }

        return Path.Combine(Folder, sample);
    }

    private static void Change(string folder, string migrations, string text, string changed)
    {
        var file = Directory.EnumerateFiles(Path.Combine(folder, migrations)).First(file => File.ReadAllText(file).Contains(text, StringComparison.Ordinal));
        File.WriteAllText(file, File.ReadAllText(file).Replace(text, changed, StringComparison.Ordinal));
    }

    private async Task<object?> CountTemplatesAsync() => await TestServer.ScalarAsync("postgres", "SELECT count(*) FROM pg_database WHERE " + OwnTemplates);
}
