using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Servers;
using PgClone.Sql;

namespace PgClone.Dumping;

/// <summary>The pg_dump that fits a server: a program of this machine, or what a command of the user's runs.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Place">Where it is, for messages.</param>
internal sealed record PgDump(PostgresVersion Version, string Place)
{
    private PostgresBinaries? _binaries;
    private PgDumpCommand? _command;

    /// <summary>Whether it is for the command to say which server and database it comes to.</summary>
    public bool FindsItsOwnWay => _command is not null;

    /// <param name="atLeast">The server's version; only the major counts.</param>
    /// <param name="directory">The one folder to look in; null means the usual places and PATH.</param>
    /// <param name="command">What is run in place of a program of this machine.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.PgDumpNotFound"/>.</exception>
    public static async Task<PgDump> FindAsync(PostgresVersion atLeast, string? directory, PgDumpCommand? command, CancellationToken cancellationToken)
    {
        if (command is not null)
            return new PgDump(await command.ReadVersionAsync(atLeast, cancellationToken).ConfigureAwait(false), "the command of pgDump") { _command = command };

        var binaries = await PostgresBinaries.FindPgDumpAsync(atLeast, directory, cancellationToken).ConfigureAwait(false);
        return new PgDump(binaries.Version, binaries.Directory) { _binaries = binaries };
    }

    /// <inheritdoc cref="FindAsync(PostgresVersion, string?, PgDumpCommand?, CancellationToken)"/>
    public static Task<PgDump> FindAsync(PostgresVersion atLeast, PgCloneSettings settings, CancellationToken cancellationToken) =>
        FindAsync(atLeast, settings.PostgresDirectory, settings.PgDump is { } words ? new PgDumpCommand(words, settings.BaseDirectory) : null, cancellationToken);

    /// <summary>Whether pg_dump failed for nothing but its missing codec.</summary>
    public static bool LacksCodec(PgCloneException e) =>
        e.Code == ErrorCode.PgDumpFailed && e.Why!.Contains("does not support compression", StringComparison.Ordinal);

    /// <param name="server">The server.</param>
    /// <param name="database">The database.</param>
    /// <param name="compression">How it compresses.</param>
    /// <param name="content">What is dumped.</param>
    /// <param name="snapshot">The snapshot that it reads; null: one of its own.</param>
    /// <param name="withoutRows">The tables whose rows are left out.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.PgDumpFailed"/>: it can't be started.</exception>
    public ClientProcess Start(
        PostgresServer server, string database, DumpCompression compression, DumpContent content, string? snapshot, IEnumerable<TableName> withoutRows, CancellationToken cancellationToken)
    {
        string[] arguments =
        [
            "--format=custom",
            "--no-password",
            $"--compress={compression.Argument}",
            .. content.NoLargeObjects ? ["--no-blobs"] : Array.Empty<string>(),
            .. snapshot is null ? Array.Empty<string>() : [$"--snapshot={snapshot}"],
            // No pattern: in double quotes even * and ? are themselves.
            .. withoutRows.Select(t => $"--exclude-table-data={PostgresIdentifier.Quote(t.Schema, t.Name)}"),
            // Last, so that one that lacks its value takes none of the others for it.
            .. content.Arguments,
        ];
        var process = _command is null
            ? ClientProcess.Start(_binaries!, "pg_dump", arguments, server, database, ErrorCode.PgDumpFailed, cancellationToken)
            : ClientProcess.StartCommand(
                $"pg_dump {Version}", _command.With([NameOf(database), .. arguments]), _command.Directory, server, database, ErrorCode.PgDumpFailed,
                "The command of pgDump has to come to this database of this server: by the variables PGHOST, PGPORT, PGUSER and PGPASSWORD that it gets, or by a connection of its own.",
                cancellationToken);
        process.Input.Close();
        return process;
    }

    // As a connection string: a name with an equals sign would be taken for one.
    private static string NameOf(string database) =>
        $"--dbname=dbname='{database.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
