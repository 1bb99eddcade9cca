using Microsoft.Extensions.Logging;
using Npgsql;
using PgClone.Diagnostics;
using PgClone.Servers;
using PgClone.Sql;

namespace PgClone.Databases;

/// <summary>Drops what restores left behind that were killed: SIGKILL and power cuts ask nobody.</summary>
internal static class OrphanReaper
{
    // A maker comments on a database as soon as it is there, and holds its lock before. Where neither is so for that long, it was killed in between.
    private static readonly TimeSpan CommentTime = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Drops the temporary databases whose maker is gone, databases that were swapped out but not dropped, what was kept and has expired, and clones that were made ahead of a template
    /// that is gone. Those that have sessions, and
    /// those that the user may not drop, are left alone. Only what a maker that is seen to be gone has left running, such as an index build, is ended.
    /// </summary>
    /// <remarks>The lock of each is taken before it is dropped, so that a maker that is alive after all can't go on with what is not there.</remarks>
    /// <param name="server">The server.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The names of those that it dropped.</returns>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.PoolerBetween"/>, or the server can't be reached.</exception>
    public static async Task<IReadOnlyList<string>> ReapAsync(PostgresServer server, CancellationToken cancellationToken = default)
    {
        var connection = await OwnerSession.OpenAsync(server, cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);

        var reaped = new List<string>();
        foreach (var (name, hasSessions) in await FindAsync(connection, server, cancellationToken).ConfigureAwait(false))
        {
            if (await TryDropAsync(connection, name, hasSessions ? server.ApplicationName : null, server.Log, cancellationToken).ConfigureAwait(false)) reaped.Add(name);
        }

        return reaped;
    }

    /// <summary>The same before other work.</summary>
    /// <returns>What there is to tell of it: one sentence, or none.</returns>
    public static async Task<IReadOnlyList<string>> ReapFirstAsync(PostgresServer server, CancellationToken cancellationToken)
    {
        var names = await ReapAsync(server, cancellationToken).ConfigureAwait(false);
        return names.Count == 0 ? [] : [$"Dropped what an interrupted restore had left behind: {string.Join(", ", names)}."];
    }

    /// <summary>The names of those that would be dropped. Only reads.</summary>
    /// <exception cref="PgCloneException">The server can't be reached.</exception>
    public static async Task<IReadOnlyList<string>> FindAsync(PostgresServer server, CancellationToken cancellationToken = default)
    {
        var connection = await server.OpenMaintenanceAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        return [.. (await FindAsync(connection, server, cancellationToken).ConfigureAwait(false)).Select(orphan => orphan.Name)];
    }

    private static async Task<IReadOnlyList<(string Name, bool HasSessions)>> FindAsync(NpgsqlConnection connection, PostgresServer server, CancellationToken cancellationToken)
    {
        // Autovacuum's workers have no user; a drop ends them.
        const string sql = """
            SELECT d.datname, shobj_description(d.oid, 'pg_database'), count(usesysid) > 0
            FROM pg_database d LEFT JOIN pg_stat_activity a ON a.datid = d.oid
            WHERE d.datname LIKE 'pgclone\_%' AND pg_has_role(d.datdba, 'USAGE')
            GROUP BY d.datname, d.oid HAVING bool_and(usesysid IS NULL OR application_name = $1)
            ORDER BY d.datname
            """;
        var databases = await ListAsync().ConfigureAwait(false);
        var mute = databases.Where(IsMute).Select(database => database.Name).ToHashSet(StringComparer.Ordinal);
        if (mute.Count > 0)
        {
            await Task.Delay(CommentTime, cancellationToken).ConfigureAwait(false);
            databases = await ListAsync().ConfigureAwait(false);
            mute.IntersectWith(databases.Where(IsMute).Select(database => database.Name));
        }

        var held = await AdvisoryLock.ListHeldAsync(connection, cancellationToken).ConfigureAwait(false);
        var oids = (await connection.QueryAsync("SELECT oid::bigint FROM pg_database", [], r => r.GetInt64(0), cancellationToken).ConfigureAwait(false)).ToHashSet();
        return [.. databases
            .Where(database => database.HasSessions ? IsMakerGone(database.Comment) : mute.Contains(database.Name) || IsOrphan(database.Name, database.Comment, DateTimeOffset.UtcNow, oids))
            .Where(database => !held.Contains(AdvisoryLock.KeyOfTemporary(database.Name)))
            .Select(database => (database.Name, database.HasSessions))];

        Task<List<(string Name, string? Comment, bool HasSessions)>> ListAsync() => connection.QueryAsync(
            sql, [server.ApplicationName], r => (r.GetString(0), r.GetText(1), r.GetBoolean(2)), cancellationToken);
    }

    private static bool IsMute((string Name, string? Comment, bool HasSessions) database) =>
        database.Comment is null && !database.HasSessions && DatabaseName.IsOurs(database.Name) && !IsOrphan(database.Name, null, DateTimeOffset.UtcNow);

    /// <summary>Whether a database whose lock is free is of no use to anybody.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="comment">What it says about itself.</param>
    /// <param name="now">The time.</param>
    /// <param name="oids">The numbers of all databases, for those that go with their template; null: these are not looked at.</param>
    internal static bool IsOrphan(string name, string? comment, DateTimeOffset now, IReadOnlySet<long>? oids = null)
    {
        if (!DatabaseName.IsOurs(name)) return false;

        // A maker that died right after CREATE DATABASE had no time to write the comment.
        if (comment is null) return DatabaseName.CreatedAt(name) is not { } created || now - created > DatabaseMarker.Grace;

        return DatabaseMarker.Parse(comment) switch
        {
            { Role: DatabaseMarker.Replaced } => true,
            { Role: DatabaseMarker.Temporary } marker => marker.HasLostMaker(now),
            { Role: DatabaseMarker.Ready, Origin: { } origin } marker =>
                marker.HasLostMaker(now) && (now >= marker.Expires || (oids is not null && !oids.Contains(origin.TemplateOid))),
            { Role: DatabaseMarker.Kept, Expires: { } expiry } => now >= expiry,
            _ => false,
        };
    }

    private static bool IsMakerGone(string? comment) =>
        DatabaseMarker.Parse(comment) is { Role: DatabaseMarker.Temporary } marker && marker.Maker.IsGone() == true;

    /// <param name="connection">Has the maintenance database.</param>
    /// <param name="name">The database.</param>
    /// <param name="left">What the sessions call themselves that its maker has left behind; null: there are none.</param>
    /// <param name="log">Where a refusal is logged.</param>
    /// <param name="cancellationToken">Stops it.</param>
    private static async Task<bool> TryDropAsync(NpgsqlConnection connection, string name, string? left, ILogger log, CancellationToken cancellationToken)
    {
        var key = AdvisoryLock.KeyOfTemporary(name);
        if (!await AdvisoryLock.TryTakeAsync(connection, key, cancellationToken).ConfigureAwait(false)) return false;

        try
        {
            if (left is not null)
            {
                const string sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND application_name = $2";
                await connection.ExecuteAsync(sql, [name, left], cancellationToken).ConfigureAwait(false);
            }

            // It waits some seconds for sessions that are about to end. Without FORCE: a session that has come in between is somebody's.
            await connection.ExecuteAsync($"DROP DATABASE {PostgresIdentifier.Quote(name)}", cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (PostgresException e) when (e.Severity != "FATAL")
        {
            log.OrphanLeft(name, e.Reason());
            return false;
        }
        finally
        {
            if (connection.State == System.Data.ConnectionState.Open)
                await AdvisoryLock.UnlockAsync(connection, key, cancellationToken).ConfigureAwait(false);
        }
    }
}
