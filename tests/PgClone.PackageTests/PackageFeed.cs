using PgClone.Testing;

namespace PgClone.PackageTests;

/// <summary>A folder with the packages of this repository, made once per test run under a version that no cache knows.</summary>
public sealed class PackageFeed : IAsyncLifetime
{
    private static readonly Dictionary<string, string> NoVariables = [];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pgclone-feed-");

    /// <summary>The feed's folder.</summary>
    public string Folder => _folder.FullName;

    /// <summary>The packages' version.</summary>
    public string Version { get; } = $"0.1.0-test.{DateTime.UtcNow:yyyyMMddHHmmssfff}";

    /// <summary>Where restored packages lie on this machine.</summary>
    public static string GlobalPackages { get; } = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } folder
        ? folder
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    public async ValueTask InitializeAsync()
    {
        // The assemblies keep their version and have their own folder: a second run compiles nothing and disturbs no other build.
        var run = await Run.StartAsync(
            RepositoryPaths.Root, NoVariables, "dotnet",
            [
                "pack", "PgClone.Build.sln", "--configuration", "Release", "--artifacts-path", Path.Combine("artifacts", "package-tests"),
                "--output", Folder, "-property:PackageVersion=" + Version, "-property:CompileAhead=true",
            ]);
        run.EnsureSuccess();
    }

    public async ValueTask DisposeAsync()
    {
        await Run.StartAsync(RepositoryPaths.Root, NoVariables, "dotnet", ["build-server", "shutdown", "--vbcscompiler"]);
        foreach (var package in Directory.EnumerateFiles(Folder, "*.nupkg"))
        {
            var id = Path.GetFileName(package)[..^$".{Version}.nupkg".Length];
            var restored = Path.Combine(GlobalPackages, id.ToLowerInvariant(), Version);
            if (Directory.Exists(restored)) Directory.Delete(restored, recursive: true);
        }

        _folder.Delete(recursive: true);
    }
}
