namespace PgClone.ServerPackages;

/// <summary>Whether every library that something in a server needs is in it, or is one that every machine of its kind has.</summary>
internal static class Closure
{
    private static readonly string[] OfLinux =
    [
        "libc.so.6", "libm.so.6", "libpthread.so.0", "librt.so.1", "libdl.so.2", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1",
        // .NET itself needs these.
        "libstdc++.so.6", "libgcc_s.so.1",
    ];

    // The last three are Microsoft's C++ runtime, which is installed apart: docs/servers.md and an error say so.
    private static readonly string[] OfWindows =
    [
        "kernel32.dll", "advapi32.dll", "user32.dll", "gdi32.dll", "shell32.dll", "ole32.dll", "oleaut32.dll", "ws2_32.dll", "secur32.dll", "crypt32.dll", "bcrypt.dll", "wldap32.dll",
        "dbghelp.dll", "msvcrt.dll", "ntdll.dll", "shlwapi.dll", "rpcrt4.dll", "version.dll", "normaliz.dll", "iphlpapi.dll", "dnsapi.dll", "netapi32.dll",
        "vcruntime140.dll", "vcruntime140_1.dll", "msvcp140.dll",
    ];

    /// <exception cref="InvalidDataException">Some are missing; the message has their names and by what they are needed.</exception>
    public static void Check(string rid, IReadOnlyDictionary<string, byte[]> files)
    {
        var there = files.Keys.Select(name => Path.GetFileName(name).ToLowerInvariant()).ToHashSet();
        var missing = files
            .SelectMany(file => LinkedLibraries.Read(file.Value).Needed.Select(needed => (File: file.Key, Needed: needed)))
            .Where(link => !there.Contains(Path.GetFileName(link.Needed).ToLowerInvariant()) && !IsOfSystem(rid, link.Needed))
            .ToLookup(link => link.Needed, link => link.File);
        if (missing.Count > 0)
            throw new InvalidDataException($"Libraries are missing for {rid}:\n" + string.Join('\n', missing.Select(one => $"  {one.Key}, needed by {string.Join(", ", one)}")));
    }

    private static bool IsOfSystem(string rid, string library) => rid[..3] switch
    {
        "lin" => OfLinux.Contains(library),
        "osx" => library.StartsWith("/usr/lib/", StringComparison.Ordinal) || library.StartsWith("/System/", StringComparison.Ordinal),
        _ => OfWindows.Contains(library.ToLowerInvariant()) || library.StartsWith("api-ms-win-", StringComparison.OrdinalIgnoreCase),
    };
}
