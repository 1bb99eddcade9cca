using PgClone.Testing;

namespace PgClone.PackageTests;

/// <summary>The projects in samples/xunit, with the package of the feed.</summary>
public sealed class XunitSampleTests(PackageFeed feed, ShopStore store) : HostTests(feed, store)
{
    private static readonly string[] Parts = ["xunit", "store", "migrations"];

    [Fact]
    public async Task The_samples_for_entity_framework_dapper_and_web_applications_run()
    {
        var samples = Path.Combine(RepositoryPaths.Root, "samples");
        foreach (var file in Parts.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(samples, folder), "*", SearchOption.AllDirectories)))
        {
            var path = Path.GetRelativePath(samples, file);
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Folder, path))!);
            File.Copy(file, Path.Combine(Folder, path));
        }

        Write("pgclone.json", File.ReadAllText(Path.Combine(samples, "pgclone.json")));
        const string Project = "xunit/Shop.Tests/Shop.Tests.csproj";
        Write(Project, File.ReadAllText(Path.Combine(samples, Project)).Replace("\"PgClone.Xunit\" Version=\"0.1.0\"", $"\"PgClone.Xunit\" Version=\"{Feed.Version}\"", StringComparison.Ordinal));

        var run = await RunAsync("dotnet", "test", "--project", Project, "--no-ansi");

        Assert.Contains("failed: 0", run.EnsureSuccess().Output, StringComparison.Ordinal);
    }
}
