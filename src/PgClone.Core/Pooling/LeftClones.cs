using Npgsql;
using PgClone.Databases;
using PgClone.Servers;
using PgClone.Sql;
using PgClone.Templates;

namespace PgClone.Pooling;

/// <summary>The clones of a template that processes made ahead, that nobody has had, and whose maker is gone.</summary>
internal sealed class LeftClones(PostgresServer server, Template template)
{
    /// <summary>Takes one of them over.</summary>
    /// <param name="connection">A connection to the maintenance database, to look for them.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>A temporary database of this process; null where there is none to be had.</returns>
    public async Task<TemporaryDatabase?> TryAdoptAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var left = await ListAsync(connection, cancellationToken).ConfigureAwait(false);
        if (left.Count == 0) return null;

        var session = await OwnerSession.OpenAsync(server, cancellationToken).ConfigureAwait(false);
        TemporaryDatabase? adopted = null;
        try
        {
            foreach (var name in left.Keys)
            {
                var key = AdvisoryLock.KeyOfTemporary(name);
                if (!await AdvisoryLock.TryTakeAsync(session, key, cancellationToken).ConfigureAwait(false)) continue;

                // Another may have had it between the look and the lock.
                if ((await ListAsync(session, cancellationToken).ConfigureAwait(false)).TryGetValue(name, out var marker))
                {
                    var ours = marker.ByThisProcess() with { Role = DatabaseMarker.Temporary, Created = DateTimeOffset.UtcNow };
                    await session.CommentOnDatabaseAsync(name, ours.ToComment(), cancellationToken).ConfigureAwait(false);
                    return adopted = TemporaryDatabase.Adopt(server, name, ours, session);
                }

                await AdvisoryLock.UnlockAsync(session, key, cancellationToken).ConfigureAwait(false);
            }

            return null;
        }
        finally
        {
            if (adopted is null) await session.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>How many there are.</summary>
    public async Task<int> CountAsync(NpgsqlConnection connection, CancellationToken cancellationToken) => (await ListAsync(connection, cancellationToken).ConfigureAwait(false)).Count;

    private async Task<Dictionary<string, DatabaseMarker>> ListAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // Where sessions are not counted, nobody can tell whether somebody had one.
        if (!new TemplateCatalog(server).CountsSessions) return [];

        const string sql = """
            SELECT d.datname, shobj_description(d.oid, 'pg_database'), pg_stat_get_db_sessions(d.oid) FROM pg_catalog.pg_database d
            WHERE starts_with(d.datname, 'pgclone_') AND pg_get_userbyid(d.datdba) = current_user AND d.datallowconn AND d.datconnlimit <> -2
              AND d.datcollversion IS NOT DISTINCT FROM pg_database_collation_actual_version(d.oid)
              AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.datid = d.oid AND a.usesysid IS NOT NULL)
            """;
        var databases = await connection.QueryAsync(
            sql, [], row => (Name: row.GetString(0), Marker: DatabaseMarker.Parse(row.GetText(1)), Sessions: row.GetInt64(2)), cancellationToken).ConfigureAwait(false);
        return databases
            .Where(database => DatabaseName.IsOurs(database.Name) && IsLeft(database.Marker, database.Sessions))
            .ToDictionary(database => database.Name, database => database.Marker!, StringComparer.Ordinal);
    }

    private bool IsLeft(DatabaseMarker? marker, long sessions) =>
        marker is { Role: DatabaseMarker.Ready, Origin: { } origin } && origin == new CloneOrigin(template.Marker!.Key, template.Oid, sessions)
        && marker.HasLostMaker(DateTimeOffset.UtcNow) && DateTimeOffset.UtcNow < marker.Expires;
}
