using System.Diagnostics;
using System.Globalization;

namespace PgClone.Servers.Local;

/// <summary>
/// What a running server writes into <c>postmaster.pid</c> in its data directory. A crash leaves the file behind. Only PostgreSQL removes it:
/// it knows by its shared memory whether something is still at work on the data.
/// </summary>
internal sealed record PostmasterFile(string DataDirectory, int ProcessId, int Port, bool IsReady)
{
    private const int MaximalLength = 8192;

    public static string PathIn(string dataDirectory) => Path.Combine(dataDirectory, "postmaster.pid");

    /// <returns>Null where there is no such file, or one that is being written.</returns>
    public static PostmasterFile? Read(string dataDirectory)
    {
        string[] lines;
        try
        {
            // The folder may belong to another account: a link is not followed, and no pipe or device read.
            var file = new FileInfo(PathIn(dataDirectory));
            if (file.LinkTarget is not null || !file.Exists || file.Length is 0 or > MaximalLength) return null;

            lines = File.ReadAllLines(file.FullName);
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

    /// <returns>The name of the process that has the number now; null where there is none.</returns>
    public string? FindProcessName()
    {
        try
        {
            using var process = Process.GetProcessById(ProcessId);
            return process.ProcessName;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private static bool TryInt(string text, out int value) => int.TryParse(text, CultureInfo.InvariantCulture, out value);
}
