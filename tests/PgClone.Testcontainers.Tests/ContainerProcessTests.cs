using System.Diagnostics;
using PgClone.Testing;

namespace PgClone.Testcontainers;

/// <summary>What of containers is left when the processes end that use them.</summary>
public sealed class ContainerProcessTests(ShopStore store) : IAsyncLifetime
{
    private readonly DirectoryInfo _reports = Directory.CreateTempSubdirectory("pgclone-containers-");
    private string? _image;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Image => _image!;

    public async ValueTask InitializeAsync() => _image = await ContainerEngine.TagAsync();

    public async ValueTask DisposeAsync()
    {
        _reports.Delete(recursive: true);
        if (_image is null) return;

        await ContainerEngine.RemoveAsync(_image);
        if (File.Exists(ReusedContainer.FileOf(_image))) File.Delete(ReusedContainer.FileOf(_image));
    }

    [Fact]
    public async Task Nothing_is_left_of_one_that_ended()
    {
        using var process = Start("report", reuse: false);

        await EndAsync(process);

        Assert.Equal(3, Report("report").Length);
        Assert.Empty(await ContainerEngine.FindContainersAsync(Image));
    }

    [Fact]
    public async Task With_reuse_those_that_start_at_once_share_one()
    {
        using var one = Start("one", reuse: true);
        using var other = Start("other", reuse: true);
        await Task.WhenAll(EndAsync(one), EndAsync(other));
        using var later = Start("later", reuse: true);
        await EndAsync(later);

        Assert.Equal(Report("one")[0], Report("other")[0]);
        Assert.Equal(Report("one")[0], Report("later")[0]);
        Assert.Single(await ContainerEngine.FindContainersAsync(Image));
        Assert.Equal("True", Report("later")[2]);
    }

    [Fact]
    public async Task With_reuse_the_next_one_drops_what_a_killed_one_left()
    {
        using var killed = Start("killed", reuse: true, stays: true);
        await KillAsync(killed, "killed");
        var container = Assert.Single(await ContainerEngine.FindContainersAsync(Image));
        var before = await ListAsync(container);

        using var next = Start("next", reuse: true);
        await EndAsync(next);

        Assert.Contains(Report("killed")[1], before, StringComparison.Ordinal);
        Assert.DoesNotContain(Report("killed")[1], await ListAsync(container), StringComparison.Ordinal);
    }

    /// <summary>Without the reaper nobody is left to remove it; with it, this waits until it has.</summary>
    [Fact]
    public async Task The_reaper_alone_removes_the_container_of_a_killed_one()
    {
        using var killed = Start("killed", reuse: false, stays: true);
        await KillAsync(killed, "killed");

        if (Environment.GetEnvironmentVariable("TESTCONTAINERS_RYUK_DISABLED") == "true")
        {
            Assert.Single(await ContainerEngine.FindContainersAsync(Image));
            return;
        }

        while ((await ContainerEngine.FindContainersAsync(Image)).Count > 0) await Task.Delay(500, Token);
    }

    private Process Start(string report, bool reuse, bool stays = false) => ContainerProcess.Start(store, Image, reuse, Path.Combine(_reports.FullName, report), stays);

    private string[] Report(string name) => File.ReadAllLines(Path.Combine(_reports.FullName, name));

    private static async Task EndAsync(Process process)
    {
        var result = await ToolResult.OfAsync(process);
        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
    }

    private async Task KillAsync(Process process, string report)
    {
        while (!File.Exists(Path.Combine(_reports.FullName, report)))
        {
            if (process.HasExited) await EndAsync(process);
            await Task.Delay(50, Token);
        }

        process.Kill();
        await process.WaitForExitAsync(Token);
    }

    private static Task<string> ListAsync(string container) =>
        ContainerEngine.RunAsync("exec", container, "psql", "-U", "postgres", "-Atc", "SELECT datname FROM pg_database");
}
