using Npgsql;
using PgClone.Databases;
using PgClone.Diagnostics;
using PgClone.Servers;
using PgClone.Sql;
using PgClone.Templates;

namespace PgClone.Pooling;

/// <summary>A copy of a template that was made ahead, locked by this process, with a connection open. Disposing closes the connections and drops it.</summary>
internal sealed class ReadyClone : IAsyncDisposable
{
    private static readonly TimeSpan CleanupTime = TimeSpan.FromSeconds(10);

    /// <summary>How long one that nobody wanted waits for the next process.</summary>
    private static readonly TimeSpan KeepTime = TimeSpan.FromDays(1);

    private bool _isHandedOver;
    private bool _isLeft;

    private ReadyClone(TemporaryDatabase database, DatabaseConnections connections, ConnectionShare share) => (Database, Connections, Share) = (database, connections, share);

    /// <summary>The database.</summary>
    public TemporaryDatabase Database { get; }

    /// <summary>The ways into it; the data source has a connection open.</summary>
    public DatabaseConnections Connections { get; }

    /// <summary>What it takes of the server's connections.</summary>
    public ConnectionShare Share { get; }

    /// <summary>
    /// Opens a connection to a fresh copy, so that the next one there is quick, and notes how many sessions it has had by then: whether anybody was in it later shows by this.
    /// </summary>
    /// <param name="database">The copy.</param>
    /// <param name="template">What it is a copy of.</param>
    /// <param name="recipe">How to connect.</param>
    /// <param name="share">What it takes of the server's connections; it is the clone's where this succeeds.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<ReadyClone> PrepareAsync(TemporaryDatabase database, Template template, DataSourceRecipe recipe, ConnectionShare share, CancellationToken cancellationToken)
    {
        var templates = new TemplateCatalog(database.Server);
        var connections = recipe.Build(database.Server.GetConnectionString(database.Name));
        try
        {
            var runsOnLogin = await ConnectAsync(connections.DataSource, templates.CountsSessions, cancellationToken).ConfigureAwait(false);
            var isMarked = await database.TryRunLockedAsync(async session =>
            {
                var sessions = await DatabaseSessions.CountAsync(session, database.Server.Version, database.Name, cancellationToken).ConfigureAwait(false);
                var marker = database.Marker.ByThisProcess() with
                {
                    Role = recipe.IsPlain && !runsOnLogin ? DatabaseMarker.Ready : DatabaseMarker.Temporary,
                    Origin = new CloneOrigin(template.Marker!.Key, template.Oid, sessions),
                    Created = DateTimeOffset.UtcNow,
                    Expires = DateTimeOffset.UtcNow + KeepTime,
                };
                // A session takes milliseconds for what it does for the first time, and to plan: now nobody waits for it.
                await session.ExecuteAsync("SET plan_cache_mode = 'force_generic_plan'", cancellationToken).ConfigureAwait(false);
                await IsUntouchedAsync(database.Name, marker, session, cancellationToken).ConfigureAwait(false);
                await database.MarkAsync(session, marker, cancellationToken).ConfigureAwait(false);
            }, cancellationToken).ConfigureAwait(false);
            return isMarked ? new ReadyClone(database, connections, share) : throw new InvalidOperationException("The session that holds the clone's lock is gone.");
        }
        catch
        {
            await connections.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Makes the clone the caller's, if nobody has been in it: from now on it is never anybody else's, whatever becomes of this process.</summary>
    /// <param name="target">The database that it stands for.</param>
    /// <param name="cancellationToken">Stops; the clone can only be disposed then.</param>
    /// <returns>False where it is of no use.</returns>
    public async Task<bool> TryHandOverAsync(string target, CancellationToken cancellationToken)
    {
        try
        {
            await Database.TryRunLockedAsync(async session =>
            {
                if (!await IsUntouchedAsync(Database.Name, Database.Marker, session, cancellationToken).ConfigureAwait(false)) return;

                var marker = Database.Marker with { Role = DatabaseMarker.Temporary, Target = target, Origin = null, Expires = null };
                await Database.MarkAsync(session, marker, cancellationToken).ConfigureAwait(false);
                _isHandedOver = true;
            }, cancellationToken).ConfigureAwait(false);
            if (!_isHandedOver) Database.Server.Log.CloneNotHandedOver(Database.Name, "somebody has been in it, or its lock is lost");
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            Database.Server.Log.CloneNotHandedOver(Database.Name, e.Reason());
        }

        return _isHandedOver;
    }

    /// <summary>Leaves the clone, which nobody has had, for another process; one that can't be left is dropped.</summary>
    public async Task LeaveAsync()
    {
        using var cleanup = new CancellationTokenSource(CleanupTime);
        await Connections.DisposeAsync().ConfigureAwait(false);
        try
        {
            if (Database.Marker is { Role: DatabaseMarker.Ready, Origin.Sessions: not null })
                await Database.TryRunLockedAsync(async session =>
                {
                    if (!await IsUntouchedAsync(Database.Name, Database.Marker, session, cleanup.Token).ConfigureAwait(false)) return;

                    await Database.MarkAsync(session, Database.Marker.ByNobody(), cleanup.Token).ConfigureAwait(false);
                    Database.MarkSwapped();
                    _isLeft = true;
                }, cleanup.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException or OperationCanceledException)
        {
            Database.Server.Log.CloneNotLeft(Database.Name, e.Reason());
        }

        await DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Connections.DisposeAsync().ConfigureAwait(false);
        if (!_isHandedOver && !_isLeft && Database.Marker.Role == DatabaseMarker.Ready) await DropIfLockedAsync().ConfigureAwait(false);
        await Database.DisposeAsync().ConfigureAwait(false);
        Share.Dispose();
    }

    /// <returns>Whether something runs in the database whenever somebody connects: it may have written.</returns>
    private static async Task<bool> ConnectAsync(NpgsqlDataSource dataSource, bool countsSessions, CancellationToken cancellationToken)
    {
        const string sql = "SELECT EXISTS (SELECT FROM pg_catalog.pg_event_trigger WHERE evtevent = 'login' AND evtenabled <> 'D')";
        var connection = await dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        if (countsSessions) await connection.ExecuteAsync("SELECT pg_catalog.pg_stat_force_next_flush()", cancellationToken).ConfigureAwait(false);
        return (await connection.QueryAsync(sql, [], row => row.GetBoolean(0), cancellationToken).ConfigureAwait(false))[0];
    }

    /// <summary>Who lost the lock of a clone that others may take may have lost the clone with it: it is not to be dropped then.</summary>
    private async Task DropIfLockedAsync()
    {
        using var cleanup = new CancellationTokenSource(CleanupTime);
        try
        {
            await Database.TryRunLockedAsync(session => session.DropDatabaseAsync(Database.Name, cleanup.Token), cleanup.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException or OperationCanceledException)
        {
            Database.Server.Log.TemporaryDatabaseLeft(Database.Name, e.Reason());
        }

        Database.MarkSwapped();
    }

    private static async Task<bool> IsUntouchedAsync(string name, DatabaseMarker marker, NpgsqlConnection session, CancellationToken cancellationToken)
    {
        var sessions = marker.Origin!.Sessions;
        // The one session that there may be is ours. The view over the function takes longer to be planned than all of this to be run, and a function for the comment as long again.
        var sql = $"""
            SELECT c.description = $2 AND {(sessions is null ? "$3" : "pg_stat_get_db_sessions(d.oid)")} = $3
                AND (SELECT count(*) FROM pg_catalog.pg_stat_get_activity(NULL) WHERE datid = d.oid AND usesysid IS NOT NULL) <= 1
            FROM pg_catalog.pg_database d JOIN pg_catalog.pg_shdescription c ON c.objoid = d.oid AND c.classoid = 'pg_catalog.pg_database'::regclass
            WHERE d.datname = $1
            """;
        var answers = await session.QueryPreparedAsync(sql, [name, marker.ToComment(), sessions ?? 0], row => row.GetBoolean(0), cancellationToken).ConfigureAwait(false);
        return answers is [true];
    }
}
