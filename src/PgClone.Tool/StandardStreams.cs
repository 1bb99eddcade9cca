using Microsoft.Win32.SafeHandles;

namespace PgClone.Tool;

/// <summary>
/// Keeps the numbers of stdin, stdout and stderr from being given to something else where whoever started the tool has closed them: what is
/// written would go into the runtime's own pipes, or into a connection.
/// </summary>
internal static class StandardStreams
{
    private const int Stderr = 2;

    private static readonly List<SafeFileHandle> Held = [];

    /// <summary>To be called before anything else is opened. What is written to a stream that was closed still fails.</summary>
    public static void Reserve()
    {
        if (OperatingSystem.IsWindows()) return;

        SafeFileHandle handle;
        while ((handle = File.OpenHandle("/dev/null")).DangerousGetHandle() <= Stderr) Held.Add(handle);
        handle.Dispose();
    }
}
