using System.Diagnostics;

namespace PgClone.Caching;

/// <summary>A disk in memory that is soon full.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly string _folder;

    private SmallDisk(string folder) => _folder = folder;

    /// <summary>Skips the test where none can be had.</summary>
    public static async Task<SmallDisk> MountAsync(string folder, long bytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root on Linux can make a small disk.");
        Assert.SkipUnless(await RunAsync("mount", "-t", "tmpfs", "-o", $"mode=700,size={bytes}", "tmpfs", folder) == 0, "No disk can be made here.");
        return new SmallDisk(folder);
    }

    public async ValueTask DisposeAsync() => Assert.Equal(0, await RunAsync("umount", _folder));

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
