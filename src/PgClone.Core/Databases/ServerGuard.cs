using Npgsql;
using PgClone.Diagnostics;
using PgClone.Servers;
using PgClone.Sql;

namespace PgClone.Databases;

/// <summary>
/// Asks the server whether it may be restored into or dumped: whoever looks after it can say no there, where no client's settings count.
/// A tunnel makes any server look local; this it does not get round.
/// </summary>
internal static class ServerGuard
{
    private const string AllowRestore = "pgclone.allow_restore";
    private const string AllowDump = "pgclone.allow_dump";

    // Words of PostgreSQL for true. Whatever is none of them means no, misspelt ones too: a guard that is misspelt would guard nothing.
    private static readonly string[] Yes = ["on", "true", "yes", "1"];

    /// <summary>Refuses a restore that a setting <c>pgclone.allow_restore</c> forbids.</summary>
    /// <param name="server">The server.</param>
    /// <param name="target">The database that is to be replaced, or null where none is.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.NotAllowed"/>.</exception>
    public static Task CheckRestoreAsync(PostgresServer server, string? target, CancellationToken cancellationToken) =>
        CheckAsync(server, AllowRestore, target, "Restoring is not allowed here", cancellationToken);

    /// <summary>Refuses a dump that a setting <c>pgclone.allow_dump</c> forbids.</summary>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.NotAllowed"/>.</exception>
    public static Task CheckDumpAsync(PostgresServer server, string database, CancellationToken cancellationToken) =>
        CheckAsync(server, AllowDump, database, "Dumping is not allowed here", cancellationToken);

    private static async Task CheckAsync(PostgresServer server, string setting, string? database, string what, CancellationToken cancellationToken)
    {
        var connection = await server.OpenMaintenanceAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);

        var words = await ReadAsync(connection, setting, database, cancellationToken).ConfigureAwait(false);
        if (words.Find(word => !Yes.Contains(word.Value, StringComparer.OrdinalIgnoreCase)) is not ({ } source, var value)) return;

        throw new PgCloneException(
            ErrorCode.NotAllowed, $"{what}: the server says so.", database is null ? server.DisplayName : $"\"{database}\" on {server.DisplayName}",
            $"{setting} is '{value}' for {source}.",
            "Make sure that this is the server you mean. Only who looks after it can change the setting, there.");
    }

    /// <summary>Everything that the server holds of a setting and that concerns this role and database, or all. The session's own word is not asked for alone: any of these could hide another.</summary>
    private static async Task<List<(string Source, string Value)>> ReadAsync(NpgsqlConnection connection, string setting, string? database, CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT CASE WHEN s.setdatabase <> 0 AND s.setrole <> 0 THEN format('the role "%s" in the database "%s"', pg_get_userbyid(s.setrole), d.datname)
                        WHEN s.setdatabase <> 0 THEN format('the database "%s"', d.datname)
                        WHEN s.setrole <> 0 THEN format('the role "%s"', pg_get_userbyid(s.setrole))
                        ELSE 'all roles' END, substr(c, strpos(c, '=') + 1)
            FROM pg_catalog.pg_db_role_setting s
            CROSS JOIN unnest(s.setconfig) c
            LEFT JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase
            WHERE lower(split_part(c, '=', 1)) = $1
              AND (s.setdatabase = 0 OR d.datname = $2)
              AND (s.setrole = 0 OR s.setrole = (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = session_user))
            UNION ALL
            SELECT 'the server', current_setting($1) WHERE current_setting($1, true) <> ''
            """;
        var words = await connection.QueryAsync(
            sql, [setting, database ?? ""], row => (row.GetString(0), row.GetString(1)), cancellationToken).ConfigureAwait(false);
        return [.. words, .. await ReadFilesAsync(connection, setting, cancellationToken).ConfigureAwait(false), .. OfClient(connection, setting)];
    }

    /// <summary>What the client says of the setting would hide the server's own word from the session.</summary>
    private static IEnumerable<(string Source, string Value)> OfClient(NpgsqlConnection connection, string setting)
    {
        // What PGOPTIONS says was put in there when the connection string was read.
        var options = new NpgsqlConnectionStringBuilder(connection.ConnectionString).Options ?? "";
        return options.Contains(setting, StringComparison.OrdinalIgnoreCase) ? [("this connection (Options, PGOPTIONS), which nobody may do", options)] : [];
    }

    /// <summary>The server's own files, which a setting of the role can hide from the session. Not everybody may read them.</summary>
    private static async Task<List<(string Source, string Value)>> ReadFilesAsync(NpgsqlConnection connection, string setting, CancellationToken cancellationToken)
    {
        // Asked first: a refusal would stand as an error in the server's log, at each restore.
        const string mayRead = """
            SELECT has_table_privilege('pg_catalog.pg_file_settings', 'SELECT') AND has_function_privilege('pg_catalog.pg_show_all_file_settings()', 'EXECUTE')
            """;
        if (!(await connection.QueryAsync(mayRead, [], row => row.GetBoolean(0), cancellationToken).ConfigureAwait(false))[0]) return [];

        const string sql = "SELECT sourcefile, setting FROM pg_catalog.pg_file_settings WHERE lower(name) = $1 ORDER BY seqno DESC LIMIT 1";
        return await connection.QueryAsync(
            sql, [setting], row => ($"the server, in {row.GetString(0)}", row.GetText(1) ?? ""), cancellationToken).ConfigureAwait(false);
    }
}
