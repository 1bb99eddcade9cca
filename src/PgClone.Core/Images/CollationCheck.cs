using PgClone.Servers;
using PgClone.Sql;

namespace PgClone.Images;

/// <summary>
/// Compares the versions that a cluster has noted of what sorts text with those of the libraries that it runs on now. Where they differ, indexes miss rows and take duplicates, and
/// PostgreSQL only warns. A cluster's catalog names every collation that there was when it was made, so that another library shows even where the dumped database's own say nothing.
/// </summary>
internal static class CollationCheck
{
    private const int NotesDatabases = 15;

    /// <returns>What differs; null where nothing does.</returns>
    public static async Task<string?> FindDifferenceAsync(PostgresServer server, CancellationToken cancellationToken)
    {
        const string collations = """
            SELECT format('the collation %s was of version %s and is of version %s here', collname, collversion, coalesce(actual, 'unknown'))
            FROM (SELECT collname, collversion, pg_collation_actual_version(oid) AS actual FROM pg_catalog.pg_collation WHERE collversion IS NOT NULL) c
            WHERE collversion IS DISTINCT FROM actual ORDER BY collname LIMIT 1
            """;
        const string databases = """
            SELECT format('the locale of the database %s was of version %s and is of version %s here', datname, coalesce(datcollversion, 'unknown'), coalesce(actual, 'unknown'))
            FROM (SELECT datname, datcollversion, pg_database_collation_actual_version(oid) AS actual FROM pg_catalog.pg_database) d
            WHERE datcollversion IS DISTINCT FROM actual ORDER BY datname LIMIT 1
            """;
        var session = await server.OpenMaintenanceAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = session.ConfigureAwait(false);
        var found = await session.QueryAsync(collations, [], row => row.GetString(0), cancellationToken).ConfigureAwait(false);
        if (found.Count == 0 && server.Version.Major >= NotesDatabases)
            found = await session.QueryAsync(databases, [], row => row.GetString(0), cancellationToken).ConfigureAwait(false);
        return found.Count == 0 ? null : found[0];
    }
}
