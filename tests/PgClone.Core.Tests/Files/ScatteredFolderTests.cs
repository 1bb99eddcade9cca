using PgClone.Servers;
using PgClone.Servers.Local;

namespace PgClone.Files;

public sealed class ScatteredFolderTests : LocalServerTestCase
{
    // The temporary folder is in memory on many machines.
    private static readonly string[] Places = [Path.GetTempPath(), "/var/tmp", Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)];

    private readonly string _root = Path.Combine(Places.FirstOrDefault(place => Directory.Exists(place) && new DriveInfo(place).DriveFormat == "ext4") ?? "", "pgclone-scattered-" + Guid.NewGuid().ToString("N")[..8]);

    [Fact]
    public async Task A_servers_databases_lie_in_one_on_ext4()
    {
        Assert.SkipUnless(Path.IsPathRooted(_root), "No folder here is on ext4.");
        var server = new LocalServer(Options with { DataRoot = _root });
        try
        {
            await server.EnsureStartedAsync(Token);
            var data = (await server.StatusAsync(Token)).DataDirectory!;
            var (exitCode, output) = await ServerProgram.RunAsync("lsattr", ["-d", Path.Combine(data, "base")], cancellationToken: Token);

            Assert.Equal(0, exitCode);
            Assert.Contains('T', output.Split(' ')[0]);
        }
        finally
        {
            await server.StopAsync(CancellationToken.None);
            Directory.Delete(_root, recursive: true);
        }
    }

    [Fact]
    public async Task It_is_a_folder_as_any_where_the_file_system_knows_nothing_of_it()
    {
        await using var disk = await TinyDisk.MountAsync("size=1m");
        var path = Path.Combine(disk.Directory, "base");

        ScatteredFolder.Create(path);

        Assert.True(Directory.Exists(path));
    }
}
