using Npgsql;
using PgClone.Servers;

namespace PgClone.Databases;

/// <summary>Drops what restores left behind that were killed: SIGKILL and power cuts ask nobody.</summary>
internal static class OrphanReaper
{
    /// <summary>
    /// Drops the temporary databases whose maker no longer holds their lock, and databases that were swapped out but not dropped. Those that
    /// the user may not drop are left alone.
    /// </summary>
    /// <returns>The names of those that are gone.</returns>
    /// <exception cref="Diagnostics.PgCloneException">The server can't be reached.</exception>
    public static async Task<IReadOnlyList<string>> ReapAsync(PostgresServer server, CancellationToken cancellationToken = default)
    {
        const string sql = "SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database WHERE datname LIKE 'pgclone\\_%' ORDER BY datname";
        var connection = await server.OpenMaintenanceAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);

        // In this order: a maker takes the lock before it creates the database, so one that is seen here without a lock has lost its maker.
        var databases = await connection.QueryAsync(sql, [], r => (Name: r.GetString(0), Comment: r.GetText(1)), cancellationToken).ConfigureAwait(false);
        var held = await AdvisoryLock.ListHeldAsync(connection, cancellationToken).ConfigureAwait(false);

        var reaped = new List<string>();
        foreach (var (name, comment) in databases)
        {
            if (!MayBeOrphan(name, comment) || held.Contains(AdvisoryLock.KeyOfTemporary(name))) continue;
            if (await TryDropAsync(connection, name, cancellationToken).ConfigureAwait(false)) reaped.Add(name);
        }

        return reaped;
    }

    // A maker that died right after CREATE DATABASE had no time to write the comment.
    private static bool MayBeOrphan(string name, string? comment) => DatabaseName.IsOurs(name)
        && (comment is null || DatabaseMarker.Parse(comment) is { Role: DatabaseMarker.Temporary or DatabaseMarker.Replaced });

    private static async Task<bool> TryDropAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        try
        {
            await connection.DropDatabaseAsync(name, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (PostgresException)
        {
            return false;
        }
    }
}
