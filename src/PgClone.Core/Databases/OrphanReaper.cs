using Microsoft.Extensions.Logging;
using Npgsql;
using PgClone.Diagnostics;
using PgClone.Servers;
using PgClone.Sql;

namespace PgClone.Databases;

/// <summary>Drops what restores left behind that were killed: SIGKILL and power cuts ask nobody.</summary>
internal static class OrphanReaper
{
    // A maker on another machine that lost its session takes its lock again within seconds, but its clock may be wrong by more.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(10);

    // A maker comments on a database as soon as it is there, and holds its lock before. Where neither is so for that long, it was killed in between.
    private static readonly TimeSpan CommentTime = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Drops the temporary databases whose maker is gone, and databases that were swapped out but not dropped. Those that have sessions, and
    /// those that the user may not drop, are left alone. Only what a maker that is seen to be gone has left running, such as an index build, is ended.
    /// </summary>
    /// <remarks>The lock of each is taken before it is dropped, so that a maker that is alive after all can't go on with what is not there.</remarks>
    /// <param name="server">The server.</param>
    /// <param name="dryRun">True drops nothing.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The names of those that it dropped, or would drop.</returns>
    /// <exception cref="Diagnostics.PgCloneException">The server can't be reached.</exception>
    public static async Task<IReadOnlyList<string>> ReapAsync(PostgresServer server, bool dryRun = false, CancellationToken cancellationToken = default)
    {
        // Autovacuum's workers have no user; a drop ends them.
        const string sql = """
            SELECT d.datname, shobj_description(d.oid, 'pg_database'), count(usesysid) > 0
            FROM pg_database d LEFT JOIN pg_stat_activity a ON a.datid = d.oid
            WHERE d.datname LIKE 'pgclone\_%'
            GROUP BY d.datname, d.oid HAVING bool_and(usesysid IS NULL OR application_name = $1)
            ORDER BY d.datname
            """;
        var connection = await OwnerSession.OpenAsync(server, cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);

        var databases = await ListAsync().ConfigureAwait(false);
        var mute = databases.Where(IsMute).Select(database => database.Name).ToHashSet(StringComparer.Ordinal);
        if (mute.Count > 0)
        {
            await Task.Delay(CommentTime, cancellationToken).ConfigureAwait(false);
            databases = await ListAsync().ConfigureAwait(false);
            mute.IntersectWith(databases.Where(IsMute).Select(database => database.Name));
        }

        var reaped = new List<string>();
        foreach (var (name, comment, hasSessions) in databases)
        {
            if (hasSessions ? !IsMakerGone(comment) : !(mute.Contains(name) || IsOrphan(name, comment, DateTimeOffset.UtcNow))) continue;
            if (await TryDropAsync(connection, name, hasSessions ? server.ApplicationName : null, dryRun, server.Log, cancellationToken).ConfigureAwait(false)) reaped.Add(name);
        }

        return reaped;

        Task<List<(string Name, string? Comment, bool HasSessions)>> ListAsync() => connection.QueryAsync(
            sql, [server.ApplicationName], r => (r.GetString(0), r.GetText(1), r.GetBoolean(2)), cancellationToken);
    }

    private static bool IsMute((string Name, string? Comment, bool HasSessions) database) =>
        database.Comment is null && !database.HasSessions && DatabaseName.IsOurs(database.Name) && !IsOrphan(database.Name, null, DateTimeOffset.UtcNow);

    /// <summary>The same before other work.</summary>
    /// <returns>What there is to tell of it: one sentence, or none.</returns>
    public static async Task<IReadOnlyList<string>> ReapFirstAsync(PostgresServer server, CancellationToken cancellationToken)
    {
        var names = await ReapAsync(server, cancellationToken: cancellationToken).ConfigureAwait(false);
        return names.Count == 0 ? [] : [$"Dropped what an interrupted restore had left behind: {string.Join(", ", names)}."];
    }

    /// <summary>Whether a database whose lock is free has lost its maker.</summary>
    internal static bool IsOrphan(string name, string? comment, DateTimeOffset now)
    {
        if (!DatabaseName.IsOurs(name)) return false;

        // A maker that died right after CREATE DATABASE had no time to write the comment.
        if (comment is null) return DatabaseName.CreatedAt(name) is not { } created || now - created > Grace;

        return DatabaseMarker.Parse(comment) switch
        {
            { Role: DatabaseMarker.Replaced } => true,
            { Role: DatabaseMarker.Temporary } marker => marker.Maker.IsGone() ?? (now - marker.Created > Grace),
            { Role: DatabaseMarker.Kept, Expires: { } expiry } => now >= expiry,
            _ => false,
        };
    }

    private static bool IsMakerGone(string? comment) =>
        DatabaseMarker.Parse(comment) is { Role: DatabaseMarker.Temporary } marker && marker.Maker.IsGone() == true;

    /// <param name="connection">Has the maintenance database.</param>
    /// <param name="name">The database.</param>
    /// <param name="left">What the sessions call themselves that its maker has left behind; null: there are none.</param>
    /// <param name="dryRun">Whether to look only.</param>
    /// <param name="log">Where a refusal is logged.</param>
    /// <param name="cancellationToken">Stops it.</param>
    private static async Task<bool> TryDropAsync(NpgsqlConnection connection, string name, string? left, bool dryRun, ILogger log, CancellationToken cancellationToken)
    {
        var key = AdvisoryLock.KeyOfTemporary(name);
        if (!await AdvisoryLock.TryTakeAsync(connection, key, cancellationToken).ConfigureAwait(false)) return false;

        try
        {
            if (dryRun) return true;

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
