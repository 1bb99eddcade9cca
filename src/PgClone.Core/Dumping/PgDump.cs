using PgClone.Diagnostics;
using PgClone.Servers;
using PgClone.Sql;

namespace PgClone.Dumping;

/// <summary>The pg_dump that fits a server.</summary>
internal sealed record PgDump(PostgresBinaries Binaries)
{
    /// <exception cref="PgCloneException"><see cref="ErrorCode.PgDumpNotFound"/>.</exception>
    public static async Task<PgDump> FindAsync(PostgresServer server, string? directory, CancellationToken cancellationToken)
    {
        return new PgDump(await PostgresBinaries.FindPgDumpAsync(server.Version, directory, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The compressions to try, the best first: a pg_dump that knows zstd may have been built without it.</summary>
    /// <remarks>zstd:1 is several times faster than zlib and smaller; zlib at 2 is where more effort begins to cost more than it saves.</remarks>
    public IReadOnlyList<string> Compressions => Binaries.Version.Major >= 16 ? ["zstd:1", "2"] : ["2"];

    /// <summary>Whether pg_dump failed for nothing but its missing codec.</summary>
    public static bool LacksCodec(PgCloneException e) =>
        e.Code == ErrorCode.PgDumpFailed && e.Why!.Contains("does not support compression", StringComparison.Ordinal);

    /// <exception cref="PgCloneException"><see cref="ErrorCode.PgDumpFailed"/>: it can't be started.</exception>
    public ClientProcess Start(
        PostgresServer server, string database, string compression, IReadOnlyList<TableName> withoutRows, CancellationToken cancellationToken)
    {
        // No pattern: in double quotes even * and ? are themselves.
        var exclusions = withoutRows.Select(t => $"--exclude-table-data={PostgresIdentifier.Quote(t.Schema, t.Name)}");
        var process = ClientProcess.Start(
            Binaries, "pg_dump", ["--format=custom", "--no-password", $"--compress={compression}", .. exclusions], server, database, ErrorCode.PgDumpFailed, cancellationToken);
        process.Input.Close();
        return process;
    }
}
