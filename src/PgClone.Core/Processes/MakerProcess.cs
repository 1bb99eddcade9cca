using System.ComponentModel;
using System.Diagnostics;

namespace PgClone.Processes;

/// <summary>The process that made something, told from later ones that have its number.</summary>
/// <param name="Host">The machine.</param>
/// <param name="ProcessId">Its number.</param>
/// <param name="Started">When it started, by the machine's clock, in milliseconds since 1970.</param>
/// <param name="Space">On Linux the space in which its number counts: containers may share a host's name, but not that.</param>
internal sealed record MakerProcess(string Host, int ProcessId, long? Started, string? Space)
{
    // The kernel tells the start in ticks since the boot, and the boot's time wanders as the clock is set right.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(10);

    /// <summary>This process.</summary>
    public static MakerProcess Current { get; } = new(Environment.MachineName, Environment.ProcessId, StartOf(Environment.ProcessId), ReadSpace());

    /// <summary>No process: what was made is left for others.</summary>
    public static MakerProcess Nobody { get; } = new("", 0, null, null);

    /// <summary>Whether it is gone; null where that can't be seen from here.</summary>
    public bool? IsGone()
    {
        if (this == Nobody) return true;
        if (Host != Current.Host || Space != Current.Space || Started is not { } started) return null;

        try
        {
            return StartOf(ProcessId) is { } start && Math.Abs(start - started) > Tolerance.TotalMilliseconds;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }

    /// <returns>Null where the start can't be seen, as of another user's process.</returns>
    /// <exception cref="ArgumentException">There is no such process.</exception>
    private static long? StartOf(int processId)
    {
        using var process = Process.GetProcessById(processId);
        try
        {
            return new DateTimeOffset(process.StartTime).ToUnixTimeMilliseconds();
        }
        catch (InvalidOperationException)
        {
            throw new ArgumentException("The process has ended.", nameof(processId));
        }
        catch (Exception e) when (e is Win32Exception or NotSupportedException)
        {
            return null;
        }
    }

    private static string? ReadSpace()
    {
        try
        {
            return OperatingSystem.IsLinux() ? new FileInfo("/proc/self/ns/pid").LinkTarget : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
