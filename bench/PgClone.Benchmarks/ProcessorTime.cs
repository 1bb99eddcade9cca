using System.Globalization;

namespace PgClone.Benchmarks;

/// <summary>The processor seconds that Linux has counted; 0 elsewhere.</summary>
internal static class ProcessorTime
{
    // Linux shows times in this unit whatever its own clock's is.
    private const double TicksPerSecond = 100;

    /// <summary>Of all child processes of this one that have ended, and of theirs.</summary>
    public static double OfEndedChildren() => OperatingSystem.IsLinux() ? Read(Environment.ProcessId)!.Ended / TicksPerSecond : 0;

    /// <summary>Of a server: its first process, those that run under it, and those that have ended.</summary>
    public static double OfServer(int processId)
    {
        if (!OperatingSystem.IsLinux()) return 0;

        while (true)
        {
            var before = Read(processId)!;
            var running = Directory.EnumerateDirectories("/proc")
                .Select(directory => int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out var id) ? Read(id) : null)
                .Where(times => times?.Parent == processId)
                .Sum(times => times!.Own + times.Ended);
            var after = Read(processId)!;

            // One that ended meanwhile was counted twice, or not at all.
            if (after.Ended == before.Ended) return (after.Own + after.Ended + running) / TicksPerSecond;
        }
    }

    /// <returns>Null where there is no such process any more.</returns>
    private static Times? Read(int processId)
    {
        try
        {
            // The program's name, in parentheses, may hold anything; the fields after it are numbered in proc(5), the first of them 3.
            var stat = File.ReadAllText($"/proc/{processId}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            long Field(int number) => long.Parse(fields[number - 3], CultureInfo.InvariantCulture);
            return new Times((int)Field(4), Field(14) + Field(15), Field(16) + Field(17));
        }
        catch (IOException)
        {
            return null;
        }
    }

    private sealed record Times(int Parent, long Own, long Ended);
}
