using System.Runtime.InteropServices;

namespace PgClone.Servers.Packages;

/// <summary>The system that this process runs on, as server packages are named, and what may be missing on it.</summary>
internal static class ServerPlatform
{
    /// <summary>What the process of a Windows program ends with where a library of the system is missing: STATUS_DLL_NOT_FOUND.</summary>
    private const int LibraryNotFound = unchecked((int)0xC0000135);

    public static string Rid { get; } = $"{System}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";

    private static string System =>
        OperatingSystem.IsWindows() ? "win"
        : OperatingSystem.IsMacOS() ? "osx"
        : RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal) ? "linux-musl"
        : "linux";

    /// <summary>What to do where a packaged program can't be run.</summary>
    /// <param name="output">What it, or the system, said.</param>
    /// <param name="exitCode">What it ended with; null where it was not started.</param>
    public static string AdviceFor(string output, int? exitCode) => (output, exitCode) switch
    {
        (_, LibraryNotFound) => "Install the Microsoft Visual C++ 2015-2022 Redistributable (winget install Microsoft.VCRedist.2015+.x64).",
        (var text, _) when text.Contains("shared libraries", StringComparison.Ordinal) => "Install the library that is named, with your system's package manager.",
        (var text, _) when text.Contains("ermission denied", StringComparison.Ordinal) =>
            "The folder may lie where no program can be run (a file system that is mounted noexec), or where the account of the server can't get to: name another one in PGCLONE_DATA_DIR.",
        _ => "Install PostgreSQL with your system's package manager, name its bin folder in PGCLONE_PG_BIN, or give the connection string of a server.",
    };
}
