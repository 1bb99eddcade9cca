using System.Formats.Tar;
using System.IO.Compression;
using PgClone.Servers.Packages;

namespace PgClone.Tool;

/// <summary>SIGKILL while a server package is unpacked. Afterwards there is a whole server or none, and the next run puts it there.</summary>
public sealed class KilledInstallTests
{
    private const int Files = 4000;

    [Fact]
    public async Task At_random_times()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals to send.");
        using var workspace = new Workspace();
        workspace.Environment["PGCLONE_DATA_DIR"] = Path.Combine(workspace.Folder, "data");
        var servers = Path.Combine(workspace.Folder, "data", "servers");
        var package = MakePackage(workspace.Folder);
        var inTheMiddle = 0;
        for (var kills = 0; kills < 40 && inTheMiddle < 3; kills++)
        {
            using var installing = workspace.Start("server", "install", "--from", package);
            // Some time after the first files are there.
            while (!installing.HasExited && !Unfinished(servers).Any()) await Task.Delay(1, TestContext.Current.CancellationToken);
            await Task.Delay(kills % 5 * 5, TestContext.Current.CancellationToken);
            installing.Kill();
            await installing.WaitForExitAsync(TestContext.Current.CancellationToken);
            if (Unfinished(servers).Any()) inTheMiddle++;

            var listed = (await workspace.RunAsync("server", "ls")).EnsureSuccess();
            if (listed.Length > 0) AssertWhole(servers);
            (await workspace.RunAsync("server", "install", "--from", package)).EnsureSuccess();
            AssertWhole(servers);
            Directory.Delete(servers, recursive: true);
        }

        Assert.Equal(3, inTheMiddle);
    }

    private static IEnumerable<string> Unfinished(string servers) => Directory.Exists(servers) ? Directory.EnumerateDirectories(servers, ".new-*") : [];

    private static void AssertWhole(string servers)
    {
        var server = Assert.Single(Directory.GetDirectories(servers), folder => !Path.GetFileName(folder).StartsWith('.'));
        Assert.Equal(Files, Directory.GetFiles(Path.Combine(server, "pgsql", "share")).Length);
        Assert.All(Directory.EnumerateFiles(Path.Combine(server, "pgsql", "share")), file => Assert.Equal(Content.Length, new FileInfo(file).Length));
    }

    private static string Content { get; } = string.Concat(Enumerable.Range(0, 2000));

    private static string MakePackage(string folder)
    {
        TarEntry[] files = [.. Enumerable.Range(0, Files).Select(i => MadePackage.Text($"pgsql/share/file {i}", Content))];
        var made = MadePackage.Of(Path.Combine(folder, "package"), "17.10.0", files);
        var nupkg = Path.Combine(folder, "server.nupkg");
        using var zip = ZipFile.Open(nupkg, ZipArchiveMode.Create);
        zip.CreateEntryFromFile(made.ManifestPath, "server/server.json");
        zip.CreateEntryFromFile(made.ArchivePath, "server/pgsql.tar.zst");
        return nupkg;
    }
}
