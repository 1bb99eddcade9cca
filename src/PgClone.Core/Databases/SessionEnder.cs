using System.Collections.Concurrent;
using Npgsql;
using PgClone.Diagnostics;
using PgClone.Servers;

namespace PgClone.Databases;

/// <summary>
/// Keeps ending the sessions on databases that are about to be renamed, from a connection of its own: a pool may connect again between the end
/// of its sessions and the lock that the rename takes. PostgreSQL gives a rename five seconds for the sessions to go.
/// </summary>
internal sealed class SessionEnder : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<int, string> _refused = new();
    private readonly CancellationTokenSource _done = new();
    private readonly Task _ending;

    private SessionEnder(PostgresServer server, string[] databases) => _ending = KeepEndingAsync(server, databases, _done.Token);

    /// <summary>The sessions that the user may not end, a phrase each: <c>session 17 of "etl" (nightly): permission denied ...</c></summary>
    public IEnumerable<string> Refused => _refused.Values;

    public static SessionEnder Start(PostgresServer server, params string[] databases) => new(server, databases);

    /// <summary>Stops. No session is ended after this.</summary>
    public async ValueTask DisposeAsync()
    {
        await _done.CancelAsync().ConfigureAwait(false);
        await _ending.ConfigureAwait(false);
        _done.Dispose();
    }

    private async Task KeepEndingAsync(PostgresServer server, string[] databases, CancellationToken cancellationToken)
    {
        // Autovacuum's workers have no user; their backend_type is hidden from users without pg_read_all_stats. A rename ends them.
        const string sql = """
            SELECT pid, format('session %s of "%s"%s', pid, usename, ' (' || nullif(application_name, '') || ')') FROM pg_stat_activity
            WHERE datname = ANY ($1) AND usesysid IS NOT NULL AND pid <> pg_backend_pid()
            """;
        try
        {
            var connection = await server.OpenMaintenanceAsync(cancellationToken).ConfigureAwait(false);
            await using var _ = connection.ConfigureAwait(false);
            while (true)
            {
                var sessions = await connection.QueryAsync(sql, [databases], r => (Pid: r.GetInt32(0), Text: r.GetString(1)), cancellationToken).ConfigureAwait(false);
                foreach (var (pid, text) in sessions) await EndAsync(connection, pid, text, cancellationToken).ConfigureAwait(false);
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or PgCloneException or NpgsqlException)
        {
            // A session that still stands makes the rename fail, and that says why.
        }
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
