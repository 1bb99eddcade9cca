namespace PgClone.Servers.Local;

/// <summary>A file system in memory that is soon full, for as long as a test needs it. Only root can mount one; else the test is skipped.</summary>
internal sealed class TinyDisk : IAsyncDisposable
{
    private TinyDisk(string directory) => Directory = directory;

    public string Directory { get; }

    /// <param name="options">As of <c>mount -o</c>.</param>
    public static async Task<TinyDisk> MountAsync(string options)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root can mount a file system.");
        var directory = System.IO.Directory.CreateTempSubdirectory("pgclone-disk-").FullName;
        var (exitCode, output) = await ServerProgram.RunAsync("mount", ["-t", "tmpfs", "-o", options + ",mode=0755", "none", directory]);
        if (exitCode != 0) System.IO.Directory.Delete(directory);
        Assert.SkipUnless(exitCode == 0, output);
        return new TinyDisk(directory);
    }

    public async ValueTask DisposeAsync()
    {
        await ServerProgram.RunAsync("umount", ["-l", Directory]);
        System.IO.Directory.Delete(Directory);
    }
}
