using System.Collections.Frozen;
using Npgsql;
using PgClone.Diagnostics;
using PgClone.Servers;
using PgClone.Sql;

namespace PgClone.Restoring.Execution;

/// <summary>
/// Opens the connections of a restore, and those that take the place of lost ones: not without end, and only as long as the server runs on. One that was
/// started again may have lost what was committed shortly before, and has emptied unlogged tables. Safe for concurrent use.
/// </summary>
/// <param name="server">The server.</param>
/// <param name="database">The database.</param>
/// <param name="start">What every session is set to.</param>
internal sealed class ConnectionSource(PostgresServer server, string database, IReadOnlyList<string> start)
{
    /// <summary>How many sessions somebody may end in one restore, and it still goes on.</summary>
    public const int MostLosses = 20;

    // Everybody may see their numbers. They live as long as the server does, and end together.
    private const string ServersOwnProcesses = "SELECT pid FROM pg_catalog.pg_stat_activity WHERE datid IS NULL";

    private FrozenSet<int>? _processes;
    private int _losses;

    public PostgresServer Server => server;

    /// <exception cref="PgCloneException"><see cref="ErrorCode.ServerRestarted"/>, or what opening a connection throws.</exception>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) =>
        await PrepareAsync(await server.OpenAsync(database, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <returns>Null where the server has no connection free.</returns>
    /// <exception cref="PgCloneException">As of <see cref="OpenAsync"/>.</exception>
    public async Task<NpgsqlConnection?> TryOpenAsync(CancellationToken cancellationToken) =>
        await server.TryOpenAsync(database, cancellationToken).ConfigureAwait(false) is { } connection
            ? await PrepareAsync(connection, cancellationToken).ConfigureAwait(false)
            : null;

    /// <summary>Opens a connection in the place of one that is broken, and has the server end what that one may still do.</summary>
    /// <param name="lost">The server's process of the broken one.</param>
    /// <param name="loss">What was noticed of it.</param>
    /// <param name="cancellationToken">Gives up the attempt.</param>
    /// <exception cref="PgCloneException">
    /// <see cref="ErrorCode.SessionLost"/>, <see cref="ErrorCode.ServerRestarted"/> or <see cref="ErrorCode.NoConnectionFree"/>.
    /// </exception>
    public async Task<NpgsqlConnection> ReplaceAsync(int lost, SessionLoss loss, CancellationToken cancellationToken)
    {
        if (loss.IsOfServer && Interlocked.Increment(ref _losses) > MostLosses)
            throw loss.ToFailure($"Sessions of the restore were lost {MostLosses + 1} times.");

        try
        {
            var connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
            await connection.ExecuteAsync(
                "SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity WHERE pid = $1 AND datname = pg_catalog.current_database()", [lost], cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch (Exception e) when (e is NpgsqlException or PgCloneException { Code: not (ErrorCode.ServerRestarted or ErrorCode.NoConnectionFree) })
        {
            throw loss.ToFailure("A session of the restore was lost, and there is no other in its place.", e);
        }
    }

    private async Task<NpgsqlConnection> PrepareAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await EnsureSameServerAsync(connection, cancellationToken).ConfigureAwait(false);
            await SqlBatch.ExecuteAsync(connection, start, cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task EnsureSameServerAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var processes = (await connection.QueryAsync(ServersOwnProcesses, [], row => row.GetInt32(0), cancellationToken).ConfigureAwait(false)).ToFrozenSet();
        var first = Interlocked.CompareExchange(ref _processes, processes, null) ?? processes;
        if (first.Overlaps(processes) || first.Count == 0) return;

        throw new PgCloneException(
            ErrorCode.ServerRestarted, "The server was started again during the restore.", server.DisplayName,
            "What had been restored until then may have suffered: tables that are not logged are empty, and the last transactions may be gone.",
            "See the server's log for why it ended, then restore again.");
    }
}
