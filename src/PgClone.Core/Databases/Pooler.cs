using Npgsql;
using PgClone.Servers;
using PgClone.Sql;

namespace PgClone.Databases;

/// <summary>A connection pooler between us and the server, such as PgBouncer.</summary>
internal static class Pooler
{
    private const int Rounds = 3;

    // A pooler that has no second session to lend lets us wait.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Finds out how long a connection keeps its session of the server.</summary>
    /// <remarks>
    /// A pooler hands out process numbers of its own. Whether it keeps the session is told by a second connection: in a transaction it occupies
    /// a session, and where sessions are lent by the transaction, that is the first one's, or the first one's changes. The worst is assumed where it can't be told.
    /// </remarks>
    /// <param name="server">The server.</param>
    /// <param name="connection">A connection without a transaction.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<PoolMode> FindModeAsync(PostgresServer server, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var backend = await connection.GetBackendAsync(cancellationToken).ConfigureAwait(false);
        if (backend == connection.ProcessID) return PoolMode.None;

        var other = await server.OpenAsync(connection.Database, cancellationToken).ConfigureAwait(false);
        await using var _ = other.ConfigureAwait(false);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            for (var round = 0; round < Rounds; round++)
            {
                await other.ExecuteAsync("BEGIN", patience.Token).ConfigureAwait(false);
                if (await other.GetBackendAsync(patience.Token).ConfigureAwait(false) == backend
                    || await connection.GetBackendAsync(patience.Token).ConfigureAwait(false) != backend) return PoolMode.Transaction;
                await other.ExecuteAsync("ROLLBACK", patience.Token).ConfigureAwait(false);
                if (await connection.GetBackendAsync(patience.Token).ConfigureAwait(false) != backend) return PoolMode.Transaction;
            }

            return PoolMode.Session;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ProtocolViolation)
        {
            return PoolMode.Statement;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return PoolMode.Transaction;
        }
    }
}
