using Npgsql;
using PgClone.Diagnostics;
using PgClone.Servers;
using PgClone.Sql;

namespace PgClone.Databases;

/// <summary>What came of a swap whose COMMIT was sent, but never answered.</summary>
internal static class SwapOutcome
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Waits for the session of the swap to end, which settles it, and reads the names again.</summary>
    /// <param name="server">The server.</param>
    /// <param name="backend">The session's process on the server.</param>
    /// <param name="temporary">The database that was to be swapped in.</param>
    /// <param name="failure">What the commit failed with.</param>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.SwapUnknown"/>: the server does not say.</exception>
    public static async Task<bool> IsSwappedAsync(PostgresServer server, int backend, TemporaryDatabase temporary, Exception failure)
    {
        using var patience = new CancellationTokenSource(Patience);
        Exception last = failure;
        try
        {
            while (true)
            {
                try
                {
                    if (await ReadAsync(server, backend, temporary.Name, patience.Token).ConfigureAwait(false) is { } isSwapped) return isSwapped;
                }
                catch (Exception e) when (e is PgCloneException or NpgsqlException)
                {
                    server.Log.SwapNotRead(e.Reason());
                    last = e;
                }

                await Task.Delay(Pause, patience.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            throw new PgCloneException(
                ErrorCode.SwapUnknown,
                $"The connection was lost while \"{temporary.Target}\" was being replaced: it is the old database or the restored one.",
                server.DisplayName,
                last.Message,
                "Look which when the server answers again; the next restore drops what is left over.",
                failure);
        }
    }

    /// <returns>Null while the session still stands: until it ends, its transaction may go either way.</returns>
    private static async Task<bool?> ReadAsync(PostgresServer server, int backend, string temporary, CancellationToken cancellationToken)
    {
        var connection = await server.OpenMaintenanceAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var stands = await connection.QueryAsync(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = $1", [backend], r => r.GetBoolean(0), cancellationToken).ConfigureAwait(false);
        if (stands.Count > 0) return null;

        var names = await connection.QueryAsync(
            "SELECT datname FROM pg_database WHERE datname = $1", [temporary], r => r.GetString(0), cancellationToken).ConfigureAwait(false);
        return names.Count == 0;
    }
}
