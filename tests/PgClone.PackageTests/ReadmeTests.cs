using PgClone.Testing;

namespace PgClone.PackageTests;

/// <summary>What README.md and the engine's README show, run as it stands there; only the packages' version is the feed's.</summary>
public sealed class ReadmeTests(PackageFeed feed, ShopStore store) : HostTests(feed, store)
{
    private const string PublishedVersion = "0.1.0";
    private TestDatabase? _shop;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _shop = await TestServer.CreateDatabaseAsync("shop");
        await _shop.ExecuteAsync("CREATE TABLE customers AS SELECT id FROM generate_series(1, 10) id");
        Write("pgclone.json", Readme.Snippet("configuration"));
        Write("migrate.sql", "ALTER TABLE customers ADD COLUMN migrated bool NOT NULL DEFAULT true;");
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_shop is not null) await _shop.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public void Every_snippet_is_known_here() =>
        Assert.Equal(["cake", "configuration", "engine", "msbuild", "shell-restore", "shell-test", "tool", "xunit"], Readme.Names.Order());

    [Fact]
    public async Task The_tool_snippet_works()
    {
        var tool = await InstallToolAsync();

        (await RunAsync("bash", "-ec", $"PATH=\"{tool}:$PATH\"\n{Readme.Snippet("tool")}")).EnsureSuccess();

        await AssertIsMigratedAsync();
    }

    [Fact]
    public async Task The_cake_snippet_works()
    {
        await DumpAsync();
        Write("build.cake", WithFeedVersion(Readme.Snippet("cake"), "&prerelease"));
        await RestoreCakeAsync();

        var run = (await RunAsync("dotnet", "cake")).EnsureSuccess();

        await AssertIsMigratedAsync();
        Assert.Contains("10 rows. Connect with ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_msbuild_snippet_works()
    {
        await DumpAsync();
        Write("app.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup>{WithFeedVersion(Readme.Snippet("msbuild"))}</ItemGroup>
            </Project>
            """);

        (await RunAsync("dotnet", "build", "-t:PgCloneRestore", "-p:PgCloneDatabase=shop")).EnsureSuccess();

        await AssertIsMigratedAsync();
    }

    [Fact]
    public async Task The_xunit_snippet_works()
    {
        await DumpAsync();
        WriteProject(FeedReference("PgClone.Xunit") + Reference("xunit.v3", "4.0.2"));
        Write("CustomerTests.cs", "using PgClone.Xunit;\nusing Xunit;\n" + Readme.Snippet("xunit"));

        var run = (await RunAsync("dotnet", "test", "--no-ansi")).EnsureSuccess();

        Assert.Contains("succeeded: 1", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_engine_snippet_works()
    {
        await DumpAsync();
        Write("app.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
              <ItemGroup>{FeedReference("PgClone.Core")}</ItemGroup>
            </Project>
            """);
        Write("Program.cs", Readme.Snippet("engine"));

        var run = (await RunAsync("dotnet", "run")).EnsureSuccess();

        await AssertIsMigratedAsync();
        Assert.Contains("10 rows. Connect with ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_command_works_in_an_empty_clone()
    {
        var clone = Path.Combine(Folder, "clone");
        foreach (var file in await ListSourcesAsync())
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(clone, file))!);
            File.Copy(Path.Combine(RepositoryPaths.Root, file), Path.Combine(clone, file));
        }

        var run = (await RunInAsync(clone, "bash", "-ec", Readme.Snippet("shell-restore"))).EnsureSuccess();

        Assert.Contains("Database=shop", run.Output, StringComparison.Ordinal);
        Assert.NotNull(await TestServer.ScalarAsync("shop", "SELECT to_regclass('customers')::text"));
    }

    private static async Task<IEnumerable<string>> ListSourcesAsync()
    {
        var run = await Run.StartAsync(
            RepositoryPaths.Root, new Dictionary<string, string>(), "git", ["ls-files", "--cached", "--others", "--exclude-standard"]);
        return run.EnsureSuccess().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(file => File.Exists(Path.Combine(RepositoryPaths.Root, file)));
    }

    private static async Task AssertIsMigratedAsync() =>
        Assert.Equal(10L, await TestServer.ScalarAsync("shop", "SELECT count(*) FROM customers WHERE migrated"));

    private string WithFeedVersion(string snippet, string suffix = "")
    {
        Assert.Contains(PublishedVersion, snippet, StringComparison.Ordinal);
        return snippet.Replace(PublishedVersion, Feed.Version + suffix, StringComparison.Ordinal);
    }

    private async Task DumpAsync()
    {
        var cloner = await Store.CreateClonerAsync(settings => settings with { Storage = Path.Combine(Folder, "dumps") });
        await cloner.DumpAsync(new DumpOptions { Database = "shop" }, TestContext.Current.CancellationToken);
    }
}
