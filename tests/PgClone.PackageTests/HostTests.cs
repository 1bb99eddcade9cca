using Npgsql;
using PgClone.Testing;

namespace PgClone.PackageTests;

/// <summary>What the tests of every host need: a folder outside of the repository that restores from the feed, and a database to restore into.</summary>
public abstract class HostTests : IAsyncLifetime
{
    /// <summary>Stands in the connection string that every host is given, and may show up nowhere.</summary>
    protected const string Password = "hunter2-hunter2";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pgclone-host-");
    private string _connection = "";

    protected HostTests(PackageFeed feed, ShopStore store)
    {
        Feed = feed;
        Store = store;
    }

    protected PackageFeed Feed { get; }

    protected ShopStore Store { get; }

    /// <summary>The database that the test restores into.</summary>
    protected string Target { get; } = TestServer.UniqueName();

    /// <summary>The role that every host connects as.</summary>
    protected string User { get; } = TestServer.UniqueName();

    protected string Folder => _folder.FullName;

    /// <summary>What else is in the environment of what runs.</summary>
    protected virtual IReadOnlyDictionary<string, string> MoreEnvironment => new Dictionary<string, string>();

    public virtual async ValueTask InitializeAsync()
    {
        var server = await TestServer.GetAsync();
        await TestServer.ExecuteAsync("postgres", $"CREATE ROLE {User} SUPERUSER LOGIN PASSWORD '{Password}'");
        _connection = new NpgsqlConnectionStringBuilder(server.GetConnectionString("postgres")) { Username = User, Password = Password, Passfile = null }
            .ConnectionString;
        // The machine's own package sources stay in force beside the feed.
        Write("nuget.config", $"""
            <configuration>
              <packageSources><add key="pgclone-test" value="{Feed.Folder}" /></packageSources>
            </configuration>
            """);
        // Nothing above this folder is to be found by a build in it.
        Write("Directory.Build.props", "<Project />");
        Write("Directory.Build.targets", "<Project />");
        Write("Directory.Packages.props", "<Project />");
        Write("global.json", """{ "test": { "runner": "Microsoft.Testing.Platform" } }""");
        Write("pgclone.json", $$"""{ "storage": "{{Store.Folder}}", "database": "{{Target}}" }""");
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await TestServer.ExecuteAsync("postgres", $"""DROP DATABASE IF EXISTS "{Target}" WITH (FORCE)""");
        _folder.Delete(recursive: true);
    }

    protected void Write(string path, string text)
    {
        var file = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    /// <summary>Writes the project of a program (a test project is one, too).</summary>
    /// <param name="references">The packages that it refers to, as MSBuild writes them.</param>
    /// <param name="properties">More properties.</param>
    /// <param name="more">What else the project has.</param>
    protected void WriteProject(string references, string properties = "", string more = "") => Write("app.csproj", $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            {properties}
          </PropertyGroup>
          <ItemGroup>
            {references}
          </ItemGroup>
          {more}
        </Project>
        """);

    /// <summary>A reference to a package of the feed.</summary>
    protected string FeedReference(string package) => Reference(package, Feed.Version);

    /// <summary>A reference to a package.</summary>
    protected static string Reference(string package, string version) => $"""<PackageReference Include="{package}" Version="{version}" />""";

    /// <summary>Runs a program in the folder, with the server in its environment.</summary>
    protected Task<Run> RunAsync(string program, params string[] arguments) => RunInAsync(Folder, program, arguments);

    /// <summary>Runs a program in some folder, with the server in its environment.</summary>
    protected async Task<Run> RunInAsync(string folder, string program, params string[] arguments)
    {
        var run = await Run.StartAsync(folder, new Dictionary<string, string>(MoreEnvironment) { ["PGCLONE_CONNECTION"] = _connection }, program, arguments);
        Assert.DoesNotContain(Password, run.Output, StringComparison.Ordinal);
        return run;
    }

    /// <summary>Makes the repository's version of Cake runnable in the folder.</summary>
    protected async Task RestoreCakeAsync()
    {
        Write(".config/dotnet-tools.json", File.ReadAllText(Path.Combine(RepositoryPaths.Root, ".config", "dotnet-tools.json")));
        (await RunAsync("dotnet", "tool", "restore")).EnsureSuccess();
    }

    /// <summary>Installs the feed's tool.</summary>
    /// <returns>Its folder.</returns>
    protected async Task<string> InstallToolAsync()
    {
        (await RunAsync("dotnet", "tool", "install", "PgClone.Tool", "--tool-path", "tool", "--version", Feed.Version)).EnsureSuccess();
        return Path.Combine(Folder, "tool");
    }

    /// <summary>Fails the test unless the target holds what was dumped.</summary>
    protected async Task AssertIsRestoredAsync()
    {
        Assert.Equal((long)ShopStore.Rows, await TestServer.ScalarAsync(Target, "SELECT count(*) FROM customer"));
        Assert.Equal((long)ShopStore.Rows, await TestServer.ScalarAsync(Target, "SELECT count(*) FROM orders"));
    }
}
