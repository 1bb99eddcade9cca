namespace PgClone.Servers;

/// <summary>
/// Where PostgreSQL programs usually lie: the folders of Debian, Red Hat, Homebrew, a build from source and the Windows installer, then PATH.
/// This is one of the two places where the engine looks at the machine it runs on by itself; the other is <see cref="Local.LocalServerOptions"/>.
/// </summary>
internal static class BinaryDirectories
{
    /// <summary>The folders that have the program, each once.</summary>
    public static IEnumerable<string> All(string program)
    {
        var file = OperatingSystem.IsWindows() ? program + ".exe" : program;
        return Installed().Concat(OnPath())
            .Select(directory => new FileInfo(Path.Combine(directory, file)))
            .Where(f => f.Exists)
            .Select(f => (f.DirectoryName, RealFile: f.ResolveLinkTarget(returnFinalTarget: true) ?? f))
            // Debian's /usr/bin/pg_dump is a script that chooses one of the versions in /usr/lib/postgresql, which were found already.
            .Where(f => f.RealFile.Name != "pg_wrapper")
            .DistinctBy(f => f.RealFile.FullName)
            .Select(f => f.DirectoryName!);
    }

    public static string InstallHint(string part, int? major = null)
    {
        var version = major is null ? "" : "-" + major;
        if (OperatingSystem.IsMacOS()) return $"brew install postgresql{version.Replace('-', '@')}";
        if (OperatingSystem.IsWindows()) return $"winget install PostgreSQL.PostgreSQL{version.Replace('-', '.')}";
        return part == "client" ? $"apt-get install postgresql-client{version}" : $"apt-get install postgresql{version}";
    }

    private static IEnumerable<string> Installed()
    {
        if (OperatingSystem.IsWindows())
            return Matching(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "PostgreSQL"), "*");

        return [
            .. Matching("/usr/lib/postgresql", "*"),
            .. Matching("/usr", "pgsql-*"),
            .. Matching("/opt/homebrew/opt", "postgresql*"),
            .. Matching("/usr/local/opt", "postgresql*"),
            "/usr/local/pgsql/bin",
        ];
    }

    private static IEnumerable<string> Matching(string parent, string pattern) => Directory.Exists(parent)
        ? Directory.EnumerateDirectories(parent, pattern).Select(d => Path.Combine(d, "bin")).Where(Directory.Exists).Order(StringComparer.Ordinal)
        : [];

    private static IEnumerable<string> OnPath() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Where(Path.IsPathRooted);
}
