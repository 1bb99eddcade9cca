using PgClone.Servers;

namespace PgClone.Benchmarks;

/// <summary>The PostgreSQL programs to measure with: those in <c>PGCLONE_PG_BIN</c>, else the newest on the machine.</summary>
internal static class Programs
{
    public static string? Directory { get; } = Environment.GetEnvironmentVariable("PGCLONE_PG_BIN") is { Length: > 0 } directory ? directory : null;

    public static Task<PostgresBinaries> FindServerAsync(CancellationToken cancellationToken) =>
        PostgresBinaries.FindServerAsync(Directory, cancellationToken);
}
