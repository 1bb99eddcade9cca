using System.Diagnostics;
using Xunit;

namespace PgClone.Testing;

/// <summary>Server packages, made as they are published.</summary>
public static class MadeServers
{
    /// <summary>Makes the package of a major version for this machine. Skips the test where there is no npm client.</summary>
    public static async Task AddAsync(string folder, string major)
    {
        Assert.SkipUnless(HasNpm(), "There is no npm client, which server packages come from.");
        var start = new ProcessStartInfo("dotnet", ["run", "--configuration", "Release", "--no-build", "--project", "build/servers", "--", folder, "--major", major])
        {
            WorkingDirectory = RepositoryPaths.Root, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var making = Process.Start(start)!;
        (await ToolResult.OfAsync(making)).EnsureSuccess();
    }

    private static bool HasNpm() => Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "npm")));
}
