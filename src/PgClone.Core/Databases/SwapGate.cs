using Npgsql;
using PgClone.Diagnostics;
using PgClone.Servers;
using PgClone.Sql;

namespace PgClone.Databases;

/// <summary>
/// Lets a rename in before clients that connect again at once. Whoever connects queues up behind a rename that waits for its lock, and it waits for one that is held here until the
/// old sessions are gone: so none is there when it looks, and PostgreSQL makes no pause. Where this process dies, its session ends, and with it whatever waits.
/// </summary>
internal static class SwapGate
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Done = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LockTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Endless = TimeSpan.FromMilliseconds(int.MaxValue);

    /// <summary>Bounds the transaction that renames. It may be idle for as long as a lock of others is waited for: nobody waits for it then.</summary>
    public static Task LimitAsync(NpgsqlConnection connection, PostgresServer server, CancellationToken cancellationToken) =>
        LimitAsync(connection, LockTimeOf(server), LockTimeOf(server) + IdleTime, cancellationToken);

    private static Task LimitAsync(NpgsqlConnection connection, TimeSpan forLock, TimeSpan idle, CancellationToken cancellationToken) => connection.ExecuteAsync(
        $"SELECT set_config('lock_timeout', '{StatementLimits.Text(forLock)}', true), set_config('idle_in_transaction_session_timeout', '{StatementLimits.Text(idle)}', true)", cancellationToken);

    private static TimeSpan LockTimeOf(PostgresServer server) => server.Limits.Lock switch
    {
        null => LockTime,
        { Ticks: 0 } => Endless,
        { } limit => limit,
    };

    /// <summary>Starts to rename a temporary database's target, and ends the sessions on it.</summary>
    /// <param name="temporary">The database; the session of its lock is used.</param>
    /// <param name="connection">The session that renames, in its transaction.</param>
    /// <param name="backend">That session's process on the server.</param>
    /// <param name="newName">The name that the target gets.</param>
    /// <param name="cancellationToken">Stops the rename.</param>
    /// <returns>The rename, done where no session is in its way.</returns>
    /// <exception cref="NpgsqlException">The target is locked by somebody else.</exception>
    public static async Task<Task> LetInAsync(TemporaryDatabase temporary, NpgsqlConnection connection, int backend, string newName, CancellationToken cancellationToken)
    {
        Task? renaming = null;
        // Not to be cancelled in between: that could cost the lock.
        using var answer = new CancellationTokenSource(LockTimeOf(temporary.Server) + AnswerTime);
        try
        {
            await temporary.RunAsync(HoldAsync, answer.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (renaming is not null && e is NpgsqlException or InvalidOperationException or OperationCanceledException)
        {
            // Then the rename has its lock at once, and says what is in its way.
            temporary.Server.Log.SessionsNotEnded(temporary.Target, e.Reason());
        }

        await Task.WhenAny(renaming!, Task.Delay(Done, CancellationToken.None)).ConfigureAwait(false);
        return renaming!;

        async Task HoldAsync(NpgsqlConnection session)
        {
            var transaction = await session.BeginTransactionAsync(answer.Token).ConfigureAwait(false);
            await using var _ = transaction.ConfigureAwait(false);
            await LimitAsync(session, LockTimeOf(temporary.Server), IdleTime, answer.Token).ConfigureAwait(false);
            // A comment's lock keeps a rename waiting, and no client. It is never committed.
            await session.CommentOnDatabaseAsync(temporary.Target, null, answer.Token).ConfigureAwait(false);
            renaming = RenameAsync();
            await EmptyAsync(session, temporary.Target, backend, renaming, answer.Token).ConfigureAwait(false);
            await transaction.RollbackAsync(answer.Token).ConfigureAwait(false);
        }

        async Task RenameAsync()
        {
            // From here on clients wait, and a process that is stopped, or a machine that is cut off, ends no session.
            await LimitAsync(connection, LockTime, IdleTime, cancellationToken).ConfigureAwait(false);
            await connection.RenameDatabaseAsync(temporary.Target, newName, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task EmptyAsync(NpgsqlConnection session, string database, int backend, Task renaming, CancellationToken cancellationToken)
    {
        var deadline = DateTime.UtcNow + Patience;
        var isWaiting = false;
        while (!renaming.IsCompleted && DateTime.UtcNow < deadline)
        {
            isWaiting = isWaiting || await IsWaitingAsync(session, backend, cancellationToken).ConfigureAwait(false);
            if (isWaiting && await EndAllAsync(session, database, cancellationToken).ConfigureAwait(false) == 0) return;
            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<bool> IsWaitingAsync(NpgsqlConnection session, int backend, CancellationToken cancellationToken)
    {
        const string sql = "SELECT 1 FROM pg_catalog.pg_locks WHERE pid = $1 AND NOT granted";
        return (await session.QueryAsync(sql, [backend], row => row.GetInt32(0), cancellationToken).ConfigureAwait(false)).Count > 0;
    }

    /// <returns>How many sessions are there, or just come.</returns>
    private static async Task<int> EndAllAsync(NpgsqlConnection session, string database, CancellationToken cancellationToken)
    {
        // Who is still being let in holds a lock, and is listed only then.
        const string sql = $"""
            SELECT a.pid, CASE WHEN NOT {SessionRights.IsRefused} THEN pg_terminate_backend(a.pid) END
            FROM pg_catalog.pg_stat_activity a JOIN pg_catalog.pg_roles r ON r.oid = a.usesysid
            WHERE a.datname = $1 AND a.pid <> pg_backend_pid()
            UNION ALL
            SELECT l.pid, NULL FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_database d ON d.oid = l.objid
            WHERE d.datname = $1 AND l.locktype = 'object' AND l.classid = 'pg_catalog.pg_database'::pg_catalog.regclass AND l.granted AND l.pid <> pg_backend_pid()
            """;
        // Within a transaction the list would stay as it was.
        await session.ExecuteAsync("SELECT pg_stat_clear_snapshot()", cancellationToken).ConfigureAwait(false);
        return (await session.QueryAsync(sql, [database], row => row.GetInt32(0), cancellationToken).ConfigureAwait(false)).Count;
    }
}
