using PgClone.Diagnostics;

namespace PgClone.Servers;

/// <summary>A lock between processes: an open file that nobody else can open. The operating system frees it when its holder dies.</summary>
internal static class FileLock
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Waits for the lock. Disposing the result frees it; the file stays.</summary>
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

    /// <returns>Null where somebody else holds the lock.</returns>
    public static FileStream? TryAcquire(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or FileNotFoundException))
        {
            return null;
        }
    }
}
