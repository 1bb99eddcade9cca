using Npgsql;
using PgClone.Servers;
using PgClone.Sql;

namespace PgClone.Databases;

/// <summary>The databases that a server has which say of themselves what PgClone keeps them for.</summary>
internal static class KeptDatabases
{
    /// <summary>Those that are kept for one target's <c>:previous</c> and <c>:current</c>, the newest first.</summary>
    public static async Task<IReadOnlyList<(string Name, DatabaseMarker Marker)>> FindAsync(
        NpgsqlConnection connection, string target, CancellationToken cancellationToken) =>
        [.. (await ListAsync(connection, cancellationToken).ConfigureAwait(false))
            .Where(kept => kept.Marker.Target == target && kept.Marker.Role is DatabaseMarker.Previous or DatabaseMarker.Current)
            .OrderByDescending(kept => kept.Marker.Created)];

    /// <summary>What one database says of itself; null where it is none of ours, or there is none.</summary>
    public static async Task<DatabaseMarker?> ReadAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken) =>
        (await ListAsync(connection, cancellationToken).ConfigureAwait(false)).FirstOrDefault(database => database.Name == name).Marker;

    /// <summary>What a swap that leaves none of them would delete, a sentence each.</summary>
    public static async Task<IReadOnlyList<string>> DescribeLossAsync(PostgresServer server, string target, CancellationToken cancellationToken)
    {
        var connection = await server.OpenMaintenanceAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        return [.. (await FindAsync(connection, target, cancellationToken).ConfigureAwait(false))
            .Select(kept => $"The :{kept.Marker.Role} that is kept of \"{target}\", {kept.Name}, would be deleted.")];
    }

    private static async Task<IEnumerable<(string Name, DatabaseMarker Marker)>> ListAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        const string sql = "SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database ORDER BY datname";
        var databases = await connection.QueryAsync(sql, [], r => (Name: r.GetString(0), Marker: DatabaseMarker.Parse(r.GetText(1))), cancellationToken).ConfigureAwait(false);
        return databases.Where(database => database.Marker is not null).Select(database => (database.Name, database.Marker!));
    }
}
