using System.Diagnostics;
using System.Globalization;

namespace PgClone.Servers;

/// <summary>What a running server writes into <c>postmaster.pid</c> in its data directory; a crash leaves the file behind.</summary>
internal sealed record PostmasterFile(string DataDirectory, int ProcessId, int Port, bool IsReady)
{
    public static string PathIn(string dataDirectory) => Path.Combine(dataDirectory, "postmaster.pid");

    /// <returns>Null where there is no such file, or one that is being written.</returns>
    public static PostmasterFile? Read(string dataDirectory)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(PathIn(dataDirectory));
        }
        catch (IOException)
        {
            return null;
        }

        // The lines are listed in PostgreSQL's src/include/utils/pidfile.h.
        return lines.Length > 3 && TryInt(lines[0], out var processId) && TryInt(lines[3], out var port)
            ? new PostmasterFile(dataDirectory, processId, port, lines.ElementAtOrDefault(7)?.StartsWith("ready", StringComparison.Ordinal) ?? false)
            : null;
    }

    /// <summary>Whether the process is there and is this server: after a crash another program may have the same number.</summary>
    public bool IsAlive()
    {
        try
        {
            using var process = Process.GetProcessById(ProcessId);
            return process.ProcessName.StartsWith("postgres", StringComparison.Ordinal) && (!OperatingSystem.IsLinux() || WorksInDataDirectory());
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    private bool WorksInDataDirectory()
    {
        try
        {
            return Directory.ResolveLinkTarget($"/proc/{ProcessId}/cwd", returnFinalTarget: false)?.FullName == CanonicalPath.Resolve(DataDirectory);
        }
        catch (IOException)
        {
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            // Somebody else's process, that may be at work on the data: nothing of it is touched.
            return true;
        }
    }

    private static bool TryInt(string text, out int value) => int.TryParse(text, CultureInfo.InvariantCulture, out value);
}
