using System.Globalization;
using Xunit;

namespace PgClone.Testing;

/// <summary>What becomes of SIGINT here.</summary>
public static class Interrupts
{
    /// <summary>Skips a test that sends SIGINT where programs ignore it: a shell has what it runs in the background do so, and what that starts inherits it.</summary>
    public static void SkipWhereIgnored() => Assert.SkipWhen(AreIgnored(), "SIGINT is ignored here, as a shell has it for what it runs in the background.");

    private static bool AreIgnored() =>
        OperatingSystem.IsLinux()
        && File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) is { } mask
        // One bit a signal, from the first on; SIGINT is the second.
        && (ulong.Parse(mask["SigIgn:".Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & 2) != 0;
}
