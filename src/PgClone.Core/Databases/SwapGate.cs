using Npgsql;
using PgClone.Diagnostics;
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
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(30);

    /// <summary>What bounds a transaction in which clients wait: a machine that is cut off ends no session.</summary>
    public const string Limits = "SELECT set_config('lock_timeout', '10s', true), set_config('idle_in_transaction_session_timeout', '15s', true)";

    /// <summary>Starts to rename a temporary database's target, and ends the sessions on it.</summary>
    /// <param name="temporary">The database; the session of its lock is used.</param>
    /// <param name="backend">The session that renames.</param>
    /// <param name="rename">Renames.</param>
    /// <returns>The rename, done where no session is in its way.</returns>
    /// <exception cref="NpgsqlException">The target is locked by somebody else.</exception>
    public static async Task<Task> LetInAsync(TemporaryDatabase temporary, int backend, Func<Task> rename)
    {
        Task? renaming = null;
        // Not to be cancelled in between: that could cost the lock.
        using var answer = new CancellationTokenSource(AnswerTime);
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
            await session.ExecuteAsync(Limits, answer.Token).ConfigureAwait(false);
            // A comment's lock keeps a rename waiting, and no client. It is never committed.
            await session.CommentOnDatabaseAsync(temporary.Target, null, answer.Token).ConfigureAwait(false);
            renaming = rename();
            await EmptyAsync(session, temporary.Target, backend, renaming, answer.Token).ConfigureAwait(false);
            await transaction.RollbackAsync(answer.Token).ConfigureAwait(false);
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
