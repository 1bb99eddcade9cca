using System.Globalization;
using Xunit;

namespace PgClone.Testing;

/// <summary>What becomes of signals here that end a program which does not care for them.</summary>
public static class Interrupts
{
    private const int Hangup = 1;
    private const int Interrupt = 2;

    /// <summary>Skips a test that sends SIGINT where programs ignore it: a shell has what it runs in the background do so, and what that starts inherits it.</summary>
    public static void SkipWhereIgnored() => Assert.SkipWhen(IsIgnored(Interrupt), "SIGINT is ignored here, as a shell has it for what it runs in the background.");

    /// <summary>Skips a test that sends SIGHUP where programs ignore it, as <c>nohup</c> has it for what it runs.</summary>
    public static void SkipWhereHangupIsIgnored() => Assert.SkipWhen(IsIgnored(Hangup), "SIGHUP is ignored here, as nohup has it for what it runs.");

    private static bool IsIgnored(int signal) =>
        OperatingSystem.IsLinux()
        && File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) is { } mask
        // One bit a signal, from the first on.
        && (ulong.Parse(mask["SigIgn:".Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & (1UL << (signal - 1))) != 0;
}
