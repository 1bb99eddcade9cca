using System.Globalization;

namespace PgClone.Benchmarks;

/// <summary>What this process has used since the measurement began.</summary>
/// <param name="Processor">Processor time.</param>
/// <param name="PeakMemory">The most memory that was resident, in bytes; 0 where the system does not tell.</param>
internal sealed record ResourceUse(TimeSpan Processor, long PeakMemory)
{
    public static async Task<ResourceUse> MeasureAsync(Func<Task> action)
    {
        // Linux forgets the peak up to now when it is told so.
        if (OperatingSystem.IsLinux()) await File.WriteAllTextAsync("/proc/self/clear_refs", "5");
        var before = Environment.CpuUsage.TotalTime;

        await action();

        return new ResourceUse(Environment.CpuUsage.TotalTime - before, await ReadPeakAsync());
    }

    private static async Task<long> ReadPeakAsync()
    {
        if (!OperatingSystem.IsLinux()) return 0;

        var line = (await File.ReadAllLinesAsync("/proc/self/status")).First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
