using PgClone.Testing;

namespace PgClone.PackageTests;

/// <summary>
/// A test project that refers to server packages, made as they are published, and run by somebody who is no administrator, on a machine without PostgreSQL, in a folder whose name has spaces and letters of elsewhere.
/// <see cref="Soak"/> has two major versions side by side, otherwise there is one.
/// </summary>
public sealed class ServerPackageTests(PackageFeed feed, ShopStore store) : HostTests(feed, store)
{
    private const string Nobody = "65534";

    private static readonly string[] Majors = Soak.IsAsked ? ["17", "18"] : ["17"];

    private string Home => Path.Combine(Folder, "daß Zuhause");

    protected override IReadOnlyDictionary<string, string> MoreEnvironment => new Dictionary<string, string> { ["HOME"] = Home, ["DOTNET_CLI_HOME"] = Home, ["PGCLONE_DATA_DIR"] = Path.Combine(Home, "pg data"), ["UseSharedCompilation"] = "false" };

    [Fact]
    public async Task Tests_run_for_an_ordinary_user_on_a_machine_without_postgresql()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root on Linux can be another user, and hide what is installed.");
        foreach (var major in Majors) await MadeServers.AddAsync(Path.Combine(Folder, "servers"), major);
        WriteTests();
        (await Run.StartAsync(Project, new Dictionary<string, string>(), "dotnet", ["build"])).EnsureSuccess();
        (await Run.StartAsync(Folder, new Dictionary<string, string>(), "chown", ["-R", Nobody, Folder])).EnsureSuccess();

        foreach (var major in Majors)
        {
            var run = await RunHiddenAsync(major);

            Assert.Contains($"PostgreSQL {major}, {ShopStore.Rows} rows, as nobody", run.EnsureSuccess().Output, StringComparison.Ordinal);
        }
    }

    private string Project => Path.Combine(Folder, "tests with spaces, größere");

    private void WriteTests()
    {
        Write("nuget.config", $"""
            <configuration>
              <packageSources>
                <add key="pgclone-test" value="{Feed.Folder}" />
                <add key="pgclone-servers" value="{Path.Combine(Folder, "servers")}" />
              </packageSources>
            </configuration>
            """);
        var servers = Directory.EnumerateFiles(Path.Combine(Folder, "servers"), "*.nupkg").Select(Path.GetFileNameWithoutExtension).Select(name => name!.Split(".linux-x64."))
            .Select(parts => Reference(parts[0] + ".linux-x64", parts[1]));
        // Nobody can't read the packages of whoever builds: the servers come along.
        WriteProject(FeedReference("PgClone.Xunit") + Reference("xunit.v3", "3.2.2") + string.Concat(servers), "<PgCloneCopyServer>true</PgCloneCopyServer>");
        Directory.CreateDirectory(Project);
        File.Move(Path.Combine(Folder, "app.csproj"), Path.Combine(Project, "app.csproj"));
        File.WriteAllText(Path.Combine(Project, "ShopTests.cs"), $$"""
            using PgClone.Xunit;
            using Xunit;

            public sealed class ShopTests(PgCloneDatabaseFixture shop) : IClassFixture<PgCloneDatabaseFixture>
            {
                [Fact]
                public async Task Reads_rows()
                {
                    await using var command = shop.DataSource.CreateCommand(
                        "SELECT format('PostgreSQL %s, %s rows, as ', current_setting('server_version_num')::int / 10000, (SELECT count(*) FROM orders))");
                    Console.WriteLine(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken) + Environment.UserName);
                }
            }
            """);
        var dump = Path.Combine(Project, "dumps", Store.Key);
        Directory.CreateDirectory(Path.GetDirectoryName(dump)!);
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(Store.File)!)) File.Copy(file, Path.Combine(Path.GetDirectoryName(dump)!, Path.GetFileName(file)));
        File.WriteAllText(Path.Combine(Project, "pgclone.json"), $$"""{ "storage": "dumps", "database": "{{Store.Database}}" }""");
        Directory.CreateDirectory(Home);
    }

    /// <summary>Runs the tests where nobody sees an installed PostgreSQL.</summary>
    private Task<Run> RunHiddenAsync(string major)
    {
        const string hide = """for f in /usr/lib/postgresql /var/cache/pgclone; do [ ! -d $f ] || mount -t tmpfs none $f; done; shift; exec setpriv --reuid=$0 --regid=$0 --clear-groups -- "$@" """;
        var program = Path.Combine(Project, "bin", "Debug", "net10.0", "app");
        return Run.StartAsync(
            Project, new Dictionary<string, string>(MoreEnvironment) { ["PGCLONE_SERVER_VERSION"] = major }, "unshare", ["--mount", "sh", "-c", hide, Nobody, "-", program, "-showLiveOutput"]);
    }
}
