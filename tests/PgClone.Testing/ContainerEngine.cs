using System.ComponentModel;
using System.Diagnostics;
using Xunit;

namespace PgClone.Testing;

/// <summary>The engine that containers are started with, and the image of PostgreSQL that <c>build/container-image.sh</c> made for it.</summary>
public static class ContainerEngine
{
    private const string Image = "pgclone-tests/postgres:17";

    private static readonly Lazy<Task<string?>> WhyNot = new(LookAsync);

    /// <summary>A name of the image that no other test has, so that a container of it is this test's. Skips the test where no engine answers, or it has no such image.</summary>
    public static async Task<string> TagAsync()
    {
        var why = await WhyNot.Value;
        Assert.SkipWhen(why is not null, why ?? "");

        var tag = $"pgclone-tests/postgres:{Guid.NewGuid():N}";
        await RunAsync("tag", Image, tag);
        return tag;
    }

    /// <summary>Removes what a test left.</summary>
    public static async Task RemoveAsync(string image)
    {
        foreach (var id in await FindContainersAsync(image)) await RunAsync("rm", "--force", "--volumes", id);
        await RunAsync("rmi", image);
    }

    /// <summary>The containers of an image, those that have ended too. Podman puts a registry's name before the image's.</summary>
    public static async Task<IReadOnlyList<string>> FindContainersAsync(string image) =>
        (await RunAsync("ps", "--all", "--no-trunc", "--format", "{{.ID}} {{.Image}}"))
        .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')).Where(words => $"/{words[1]}".EndsWith($"/{image}", StringComparison.Ordinal)).Select(words => words[0]).ToList();

    /// <summary>Runs <c>docker</c>, which has to succeed.</summary>
    /// <returns>What it said.</returns>
    public static async Task<string> RunAsync(params string[] arguments)
    {
        var result = await DockerAsync(arguments);
        Assert.True(result.ExitCode == 0, $"docker {string.Join(' ', arguments)}: {result.Errors}");
        return result.Output.Trim();
    }

    private static async Task<ToolResult> DockerAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("docker", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        return await ToolResult.OfAsync(process);
    }

    private static async Task<string?> LookAsync()
    {
        try
        {
            var version = await DockerAsync("version", "--format", "{{.Server.APIVersion}}");
            if (version.ExitCode != 0) return "No container engine answers (build/container-engine.sh): " + version.Errors.Trim();

            var image = await DockerAsync("image", "inspect", Image);
            if (image.ExitCode != 0) return $"The container engine has no image {Image} (build/container-image.sh).";

            // Testcontainers asks for a newer one than Debian's engine has.
            if (Version.Parse(version.Output.Trim()) < new Version(1, 44)) Environment.SetEnvironmentVariable("DOCKER_API_VERSION", version.Output.Trim());
            // Its reaper is an image, too.
            if ((await RunAsync("image", "ls", "--quiet", "testcontainers/ryuk")).Length == 0) Environment.SetEnvironmentVariable("TESTCONTAINERS_RYUK_DISABLED", "true");
            return null;
        }
        catch (Win32Exception)
        {
            return "docker is not installed.";
        }
    }
}
