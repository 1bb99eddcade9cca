using System.Collections.Concurrent;
using Npgsql;
using PgClone.Diagnostics;
using PgClone.Sql;

namespace PgClone.Databases;

/// <summary>
/// Keeps ending the sessions on databases that are about to be renamed or copied, on the session that holds the lock of the new one: a pool may connect again between the end
/// of its sessions and the lock that the rename takes. PostgreSQL gives a rename five seconds for the sessions to go.
/// </summary>
internal sealed class SessionEnder : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<int, string> _refused = new();
    private readonly CancellationTokenSource _done = new();
    private readonly Task _ending;

    private SessionEnder(TemporaryDatabase temporary, string[] databases) => _ending = KeepEndingAsync(temporary, databases, _done.Token);

    /// <summary>The sessions that the user may not end, a phrase each: <c>session 17 of "etl" (nightly): permission denied ...</c></summary>
    public IEnumerable<string> Refused => _refused.Values;

    /// <summary>Starts with the sessions of some databases, on the session that holds the temporary one's lock.</summary>
    public static SessionEnder Start(TemporaryDatabase temporary, params string[] databases) => new(temporary, databases);

    /// <summary>Stops. No session is ended after this.</summary>
    public async ValueTask DisposeAsync()
    {
        await _done.CancelAsync().ConfigureAwait(false);
        await _ending.ConfigureAwait(false);
        _done.Dispose();
    }

    private async Task KeepEndingAsync(TemporaryDatabase temporary, string[] databases, CancellationToken cancellationToken)
    {
        try
        {
            while (databases.Length > 0)
            {
                // Not to be cancelled in between: that could cost the lock.
                using var answer = new CancellationTokenSource(AnswerTime);
                await temporary.RunAsync(session => EndAllAsync(session, databases, answer.Token), answer.Token).ConfigureAwait(false);
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or PgCloneException or NpgsqlException or InvalidOperationException)
        {
            // A session that still stands makes the rename fail, and that says why.
            if (!cancellationToken.IsCancellationRequested) temporary.Server.Log.SessionsNotEnded(string.Join(", ", databases), e.Reason());
        }
    }

    private async Task EndAllAsync(NpgsqlConnection connection, string[] databases, CancellationToken cancellationToken)
    {
        // Autovacuum's workers have no user; their backend_type is hidden from users without pg_read_all_stats. A rename ends them.
        const string sql = """
            SELECT pid, format('session %s of "%s"%s', pid, usename, ' (' || nullif(application_name, '') || ')') FROM pg_stat_activity
            WHERE datname = ANY ($1) AND usesysid IS NOT NULL AND pid <> pg_backend_pid()
            """;
        var sessions = await connection.QueryAsync(sql, [databases], r => (Pid: r.GetInt32(0), Text: r.GetString(1)), cancellationToken).ConfigureAwait(false);
        foreach (var (pid, text) in sessions) await EndAsync(connection, pid, text, cancellationToken).ConfigureAwait(false);
    }

    private async Task EndAsync(NpgsqlConnection connection, int pid, string text, CancellationToken cancellationToken)
    {
        try
        {
            await connection.ExecuteAsync("SELECT pg_terminate_backend($1)", [pid], cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            _refused[pid] = $"{text}: {e.MessageText}";
        }
    }
}
