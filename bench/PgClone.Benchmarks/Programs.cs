using System.Reflection;
using PgClone.Servers;

namespace PgClone.Benchmarks;

/// <summary>The programs to measure with. Those of PostgreSQL are the ones in <c>PGCLONE_PG_BIN</c>, else the newest on the machine.</summary>
internal static class Programs
{
    private const string PackagedAws = "/usr/bin/aws";

    public static string? Directory { get; } = Environment.GetEnvironmentVariable("PGCLONE_PG_BIN") is { Length: > 0 } directory ? directory : null;

    /// <summary>The distribution's <c>aws</c>, else whichever is found.</summary>
    public static string Aws { get; } = File.Exists(PackagedAws) ? PackagedAws : "aws";

    public static string PgCloneVersion { get; } = typeof(PgCloner).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    public static Task<PostgresBinaries> FindServerAsync(CancellationToken cancellationToken) =>
        PostgresBinaries.FindServerAsync(Directory, cancellationToken);
}
