using PgClone.Diagnostics;
using PgClone.Files;

namespace PgClone.Servers.Local;

/// <summary>A lock between processes: an open file that nobody else can open. The operating system frees it when its holder dies.</summary>
internal static class FileLock
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits for the lock. Disposing the result frees it; the file stays.</summary>
    /// <exception cref="PgCloneException">Somebody else holds it for too long.</exception>
    /// <exception cref="IOException">The file can't be opened: its folder is read-only or missing, the disk is full, it is a link.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be opened.</exception>
    public static async Task<FileStream> AcquireAsync(string path, CancellationToken cancellationToken)
    {
        var deadline = DateTime.UtcNow + Patience;
        while (true)
        {
            if (TryAcquire(path) is { } held) return held;

            if (DateTime.UtcNow > deadline)
            {
                throw new PgCloneException(
                    ErrorCode.LocalServerFailed,
                    "Another process has been starting or stopping the local server for two minutes.",
                    path,
                    advice: "End that process, then run the command again.");
            }

            await Task.Delay(25, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits for the lock as long as it takes: who dies loses it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="onWait">Called once where somebody else holds it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="IOException">As of <see cref="AcquireAsync"/>.</exception>
    /// <exception cref="UnauthorizedAccessException">As of <see cref="AcquireAsync"/>.</exception>
    public static async Task<FileStream> WaitAsync(string path, Action? onWait, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryAcquire(path) is { } held) return held;

            onWait?.Invoke();
            onWait = null;
            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <returns>Null where somebody else holds the lock.</returns>
    /// <exception cref="IOException">As of <see cref="AcquireAsync"/>.</exception>
    /// <exception cref="UnauthorizedAccessException">As of <see cref="AcquireAsync"/>.</exception>
    public static FileStream? TryAcquire(string path)
    {
        PrivateFiles.RefuseLink(new FileInfo(path));
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = PrivateFiles.OwnerOnly;
        try
        {
            return new FileStream(path, options);
        }
        catch (IOException e) when (IsHeld(e))
        {
            return null;
        }
    }

    /// <summary>Whether it is the lock that was refused: ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION, else what the C library calls EWOULDBLOCK.</summary>
    private static bool IsHeld(IOException e)
    {
        if (OperatingSystem.IsWindows()) return (e.HResult & 0xFFFF) is 32 or 33;

        return e.HResult == (OperatingSystem.IsLinux() ? 11 : 35);
    }
}
