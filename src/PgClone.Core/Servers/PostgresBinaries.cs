using System.ComponentModel;
using PgClone.Diagnostics;

namespace PgClone.Servers;

/// <summary>A folder with PostgreSQL programs of one version.</summary>
/// <param name="Directory">The folder.</param>
/// <param name="Version">The version of the program that was asked for.</param>
public sealed record PostgresBinaries(string Directory, PostgresVersion Version)
{
    /// <summary>
    /// The version of the library that sorts text, of programs that bring their own; null for installed ones. A data directory belongs to it, too: another one
    /// sorts otherwise, and then misses rows in the indexes that are there.
    /// </summary>
    internal string? Icu { get; init; }

    /// <summary>The path of one of the programs, such as <c>pg_dump</c>.</summary>
    public string GetPath(string program) => ProgramPath(Directory, program);

    /// <summary>Whether one of the programs is there.</summary>
    public bool Has(string program) => File.Exists(GetPath(program));

    /// <summary>Finds the newest programs that can make and run a server.</summary>
    /// <param name="directory">The one folder to look in; null means every place where PostgreSQL is usually installed, and PATH.</param>
    /// <param name="cancellationToken">Gives up the search.</param>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.BinariesNotFound"/>.</exception>
    public static async Task<PostgresBinaries> FindServerAsync(string? directory = null, CancellationToken cancellationToken = default)
    {
        var found = await FindServersAsync(directory, cancellationToken).ConfigureAwait(false);
        return found.MaxBy(b => b.Version) ?? throw new PgCloneException(
            ErrorCode.BinariesNotFound,
            "No PostgreSQL server programs (postgres, initdb, pg_ctl) were found on this machine.",
            directory,
            advice: $"Install PostgreSQL ({BinaryDirectories.InstallHint("server")}), name its bin folder in PGCLONE_PG_BIN, or give the connection string of a server.");
    }

    /// <summary>All programs that can make and run a server.</summary>
    internal static async Task<List<PostgresBinaries>> FindServersAsync(string? directory, CancellationToken cancellationToken)
    {
        var found = await FindAsync("postgres", directory, cancellationToken).ConfigureAwait(false);
        return found.FindAll(b => b.Has("initdb") && b.Has("pg_ctl"));
    }

    /// <summary>Finds the pg_dump that is closest to a server's version without being older: pg_dump refuses newer servers.</summary>
    /// <param name="atLeast">The server's version; only the major counts.</param>
    /// <param name="directory">The one folder to look in; null means every place where PostgreSQL is usually installed, and PATH.</param>
    /// <param name="cancellationToken">Gives up the search.</param>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.PgDumpNotFound"/>.</exception>
    public static async Task<PostgresBinaries> FindPgDumpAsync(
        PostgresVersion atLeast, string? directory = null, CancellationToken cancellationToken = default)
    {
        var found = await FindAsync("pg_dump", directory, cancellationToken).ConfigureAwait(false);
        var fitting = found.Where(b => b.Version.Major >= atLeast.Major).ToList();
        if (fitting.Count > 0)
        {
            var closest = fitting.Min(b => b.Version.Major);
            return fitting.Where(b => b.Version.Major == closest).MaxBy(b => b.Version)!;
        }

        throw new PgCloneException(
            ErrorCode.PgDumpNotFound,
            $"No pg_dump of version {atLeast.Major} or newer was found on this machine, and an older one refuses the server.",
            directory,
            found.Count == 0 ? null : "Found: " + string.Join(", ", found.Select(b => $"{b.Version} in {b.Directory}")),
            $"Install PostgreSQL {atLeast.Major}'s client programs ({BinaryDirectories.InstallHint("client", atLeast.Major)}), or name their folder in PGCLONE_PG_BIN.");
    }

    /// <summary>Finds the newest pg_restore: it reads the archives of all before it.</summary>
    /// <param name="directory">The one folder to look in; null means every place where PostgreSQL is usually installed, and PATH.</param>
    /// <param name="cancellationToken">Gives up the search.</param>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.PgRestoreNotFound"/>.</exception>
    public static async Task<PostgresBinaries> FindPgRestoreAsync(string? directory = null, CancellationToken cancellationToken = default)
    {
        var found = await FindAsync("pg_restore", directory, cancellationToken).ConfigureAwait(false);
        return found.MaxBy(b => b.Version) ?? throw new PgCloneException(
            ErrorCode.PgRestoreNotFound,
            "No pg_restore was found on this machine.",
            directory,
            advice: $"Install PostgreSQL's client programs ({BinaryDirectories.InstallHint("client")}), name their folder in PGCLONE_PG_BIN, or restore with the engine native.");
    }

    private static async Task<List<PostgresBinaries>> FindAsync(string program, string? directory, CancellationToken cancellationToken)
    {
        var found = new List<PostgresBinaries>();
        foreach (var candidate in directory is null ? BinaryDirectories.All(program) : [directory])
        {
            if (await ReadVersionAsync(ProgramPath(candidate, program), cancellationToken).ConfigureAwait(false) is { } version)
                found.Add(new PostgresBinaries(candidate, version));
        }

        return found;
    }

    private static async Task<PostgresVersion?> ReadVersionAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path)) return null;

        try
        {
            var (exitCode, output) = await ServerProgram.RunAsync(path, ["--version"], cancellationToken).ConfigureAwait(false);
            return exitCode == 0 ? PostgresVersion.Parse(output) : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static string ProgramPath(string directory, string program) =>
        Path.Combine(directory, OperatingSystem.IsWindows() ? program + ".exe" : program);
}
