using System.Runtime.InteropServices;

namespace PgClone.Benchmarks.Results;

/// <summary>What the figures depend on beside PgClone.</summary>
/// <param name="Processor">The processors' model.</param>
/// <param name="Processors">How many there are.</param>
/// <param name="MemoryGigabytes">The memory.</param>
/// <param name="FileSystem">What the databases lie on.</param>
/// <param name="System">The operating system.</param>
/// <param name="PostgreSql">The version of the servers, of pg_dump and of pg_restore.</param>
/// <param name="DotNet">The version of .NET.</param>
internal sealed record Machine(
    string Processor, int Processors, int MemoryGigabytes, string FileSystem, string System, string PostgreSql, string DotNet)
{
    public static async Task<Machine> DescribeAsync(CancellationToken cancellationToken) => new(
        ReadProcessor() ?? RuntimeInformation.ProcessArchitecture.ToString(),
        Environment.ProcessorCount,
        (int)Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30)),
        new DriveInfo(Path.GetTempPath()).DriveFormat,
        RuntimeInformation.OSDescription,
        (await Programs.FindServerAsync(cancellationToken)).Version.ToString(),
        RuntimeInformation.FrameworkDescription);

    private static string? ReadProcessor() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
        : null;
}
