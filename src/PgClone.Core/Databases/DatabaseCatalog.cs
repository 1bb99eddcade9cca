using PgClone.Diagnostics;
using PgClone.Servers;
using PgClone.Sql;

namespace PgClone.Databases;

/// <summary>The databases of a server.</summary>
internal static class DatabaseCatalog
{
    /// <summary>Lists the databases by name, without PostgreSQL's own, templates and those that PgClone made for itself, but with those that it keeps to be gone back to.</summary>
    /// <exception cref="Diagnostics.PgCloneException">The server can't be reached.</exception>
    public static async Task<IReadOnlyList<LocalDatabase>> ListAsync(PostgresServer server, CancellationToken cancellationToken = default)
    {
        const string sql = """
            SELECT datname,
                   CASE WHEN has_database_privilege(oid, 'CONNECT') OR pg_has_role('pg_read_all_stats', 'MEMBER') THEN pg_database_size(oid) END,
                   shobj_description(oid, 'pg_database')
            FROM pg_database
            WHERE NOT datistemplate AND datname <> 'postgres'
            ORDER BY datname
            """;
        var connection = await server.OpenMaintenanceAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var databases = await connection
            .QueryAsync(sql, [], r => ToLocal(r.GetString(0), r.IsDBNull(1) ? null : r.GetInt64(1), DatabaseMarker.Parse(r.GetText(2))), cancellationToken)
            .ConfigureAwait(false);
        return [.. databases.Where(d => d.Role is not null || !(DatabaseName.IsOurs(d.Name) || d.Name.StartsWith(DatabaseName.TemplatePrefix, StringComparison.Ordinal)))];
    }

    private static LocalDatabase ToLocal(string name, long? bytes, DatabaseMarker? marker) =>
        marker is { Role: DatabaseMarker.Copy or DatabaseMarker.Previous or DatabaseMarker.Current or DatabaseMarker.Kept }
            ? new(name, bytes) { Role = marker.Role, Of = marker.Target, DumpKey = marker.DumpKey, Created = marker.Created }
            : new(name, bytes);

    /// <summary>Whether the server has a database of that name.</summary>
    public static async Task<bool> HasAsync(PostgresServer server, string name, CancellationToken cancellationToken) =>
        await FindOidAsync(server, name, cancellationToken).ConfigureAwait(false) is not null;

    /// <summary>The OID of the database of that name; null where there is none.</summary>
    public static async Task<long?> FindOidAsync(PostgresServer server, string name, CancellationToken cancellationToken)
    {
        var connection = await server.OpenMaintenanceAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var oids = await connection.QueryAsync("SELECT oid::bigint FROM pg_database WHERE datname = $1", [name], row => row.GetInt64(0), cancellationToken).ConfigureAwait(false);
        return oids.Count == 0 ? null : oids[0];
    }

    /// <summary>What there is to say where a database was named that the server does not have.</summary>
    public static PgCloneException NotFound(PostgresServer server, string name) => new(
        ErrorCode.DatabaseNotFound, $"There is no database \"{name}\".", server.DisplayName, advice: "`pgclone ls --local` lists the databases.");
}
