using PgClone.Servers;
using PgClone.Sql;

namespace PgClone.Databases;

/// <summary>A database that a restore would replace.</summary>
/// <param name="Bytes">Its size; null where the user may not know it.</param>
/// <param name="Sessions">Who is connected to it, a phrase each. Replacing it ends these sessions.</param>
public sealed record ReplacedDatabase(long? Bytes, IReadOnlyList<string> Sessions)
{
    /// <returns>Null where the server has no such database.</returns>
    internal static async Task<ReplacedDatabase?> FindAsync(PostgresServer server, string name, CancellationToken cancellationToken)
    {
        const string databases = """
            SELECT CASE WHEN has_database_privilege(oid, 'CONNECT') OR pg_has_role('pg_read_all_stats', 'MEMBER') THEN pg_database_size(oid) END
            FROM pg_catalog.pg_database WHERE datname = $1
            """;
        const string sessions = """
            SELECT format('"%s"%s, since %s', usename, ' (' || nullif(application_name, '') || ')', to_char(backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'))
            FROM pg_catalog.pg_stat_activity WHERE datname = $1 AND usesysid IS NOT NULL AND pid <> pg_backend_pid()
            ORDER BY backend_start, pid
            """;
        var connection = await server.OpenMaintenanceAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var sizes = await connection.QueryAsync(databases, [name], row => row.IsDBNull(0) ? (long?)null : row.GetInt64(0), cancellationToken).ConfigureAwait(false);
        return sizes is [var size]
            ? new ReplacedDatabase(size, await connection.QueryAsync(sessions, [name], row => row.GetText(0) ?? "another session", cancellationToken).ConfigureAwait(false))
            : null;
    }
}
