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

    private readonly CancellationTokenSource _done = new();
    private readonly Task _ending;

    private SessionEnder(PostgresServer server, string[] databases) => _ending = KeepEndingAsync(server, databases, _done.Token);

    public static SessionEnder Start(PostgresServer server, params string[] databases) => new(server, databases);

    /// <summary>Stops. No session is ended after this.</summary>
    public async ValueTask DisposeAsync()
    {
        await _done.CancelAsync().ConfigureAwait(false);
        await _ending.ConfigureAwait(false);
        _done.Dispose();
    }

    private static async Task KeepEndingAsync(PostgresServer server, string[] databases, CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = ANY ($1) AND backend_type <> 'autovacuum worker' AND pid <> pg_backend_pid()
            """;
        try
        {
            var connection = await server.OpenMaintenanceAsync(cancellationToken).ConfigureAwait(false);
            await using var _ = connection.ConfigureAwait(false);
            while (true)
            {
                await connection.ExecuteAsync(sql, [databases], cancellationToken).ConfigureAwait(false);
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or PgCloneException or NpgsqlException)
        {
            // A session that the user may not end makes the rename fail, and that says why.
        }
    }
}
