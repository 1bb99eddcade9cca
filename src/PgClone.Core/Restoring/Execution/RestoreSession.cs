using System.Data;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;
using PgClone.Diagnostics;
using PgClone.Restoring.Planning;
using PgClone.Servers;
using PgClone.Sql;

namespace PgClone.Restoring.Execution;

/// <summary>One session of a restore, on a connection that is replaced when it breaks. Not for concurrent use.</summary>
internal sealed class RestoreSession : IAsyncDisposable
{
    private const int Attempts = 5;

    private static readonly TimeSpan InterruptionTime = TimeSpan.FromSeconds(10);

    /// <summary>From this time of rest on a session may have been ended, and nobody noticed.</summary>
    private static readonly TimeSpan LongRest = TimeSpan.FromSeconds(1);

    private readonly ConnectionSource _connections;
    private int _processId;
    private long _restsSince;
    private SessionSettings _settings;
    private BulkSettings _bulk;

    private RestoreSession(NpgsqlConnection connection, ConnectionSource connections) => (Connection, _connections, _processId) = (connection, connections, connection.ProcessID);

    /// <summary>The connection: another one after <see cref="RecoverAsync"/>.</summary>
    public NpgsqlConnection Connection { get; private set; }

    /// <summary>Where what fails and is passed over is logged.</summary>
    public ILogger Log => _connections.Server.Log;

    public static Task<RestoreSession> OpenAsync(PostgresServer server, string database, IReadOnlyList<string> start, CancellationToken cancellationToken) =>
        OpenAsync(new ConnectionSource(server, database, start), cancellationToken);

    public static async Task<RestoreSession> OpenAsync(ConnectionSource connections, CancellationToken cancellationToken) =>
        new(await connections.OpenAsync(cancellationToken).ConfigureAwait(false), connections);

    /// <returns>Null where the server has no connection free.</returns>
    public static async Task<RestoreSession?> TryOpenAsync(ConnectionSource connections, CancellationToken cancellationToken) =>
        await connections.TryOpenAsync(cancellationToken).ConfigureAwait(false) is { } connection ? new(connection, connections) : null;

    /// <summary>Runs statements as one transaction and drains what they return. A deadlock's victim tries again.</summary>
    /// <returns>How many rows were inserted, updated and deleted.</returns>
    public async Task<long> ExecuteAsync(IReadOnlyList<string> statements, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await SqlBatch.ExecuteAsync(Connection, statements, cancellationToken).ConfigureAwait(false);
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DeadlockDetected && attempt < Attempts && Connection.State == ConnectionState.Open)
            {
                Log.DeadlockRetried(e.Reason());
            }
        }
    }

    /// <summary>Sets what differs from what the session is set to.</summary>
    public async Task ApplyAsync(SessionSettings settings, CancellationToken cancellationToken)
    {
        var statements = settings.StatementsAfter(_settings);
        if (statements.Count == 0) return;

        await ExecuteAsync(statements, cancellationToken).ConfigureAwait(false);
        _settings = settings.Over(_settings);
    }

    /// <summary>Sets what the next build may take of a local server.</summary>
    public async Task ApplyAsync(BulkSettings settings, CancellationToken cancellationToken)
    {
        if (settings == _bulk || settings.StatementsFor(_connections.Server) is not { Count: > 0 } statements) return;

        await ExecuteAsync(statements, cancellationToken).ConfigureAwait(false);
        _bulk = settings;
    }

    /// <summary>Runs several entries in one go, as one transaction, which is committed apart: until then it is sure that nothing is done.</summary>
    /// <returns>What failed, and then nothing is done; else null.</returns>
    /// <exception cref="NpgsqlException">The session was lost while it committed. Nobody knows what is done.</exception>
    public async Task<NpgsqlException?> TryExecuteAsync(IEnumerable<RestoreStep> steps, CancellationToken cancellationToken)
    {
        var settings = _settings;
        List<string> statements = [];
        foreach (var step in steps)
        {
            statements.AddRange([.. step.Settings.StatementsAfter(settings), .. step.Batches.SelectMany(batch => batch)]);
            settings = step.Settings.Over(settings);
        }

        if (statements.Count > 0)
        {
            var transaction = await Connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using var _ = transaction.ConfigureAwait(false);
            try
            {
                await SqlBatch.ExecuteAsync(Connection, statements, cancellationToken).ConfigureAwait(false);
            }
            catch (NpgsqlException e) when (!cancellationToken.IsCancellationRequested)
            {
                return e;
            }

            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }

        _settings = settings;
        return null;
    }

    /// <summary>Has a connection again where the session's is broken, set as that one was.</summary>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.SessionLost"/> or <see cref="ErrorCode.ServerRestarted"/>.</exception>
    public async Task RecoverAsync(SessionLoss loss, CancellationToken cancellationToken)
    {
        if (Connection.State == ConnectionState.Open) return;

        Log.SessionReplaced(loss.Where, loss.Why);
        await Connection.DisposeAsync().ConfigureAwait(false);
        Connection = await _connections.ReplaceAsync(_processId, loss, cancellationToken).ConfigureAwait(false);
        _processId = Connection.ProcessID;
        var (settings, bulk) = (_settings, _bulk);
        (_settings, _bulk) = (default, default);
        try
        {
            await ApplyAsync(settings, cancellationToken).ConfigureAwait(false);
            if (bulk != default) await ApplyAsync(bulk, cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException e)
        {
            throw loss.ToFailure("A session of the restore was lost, and there is no other in its place.", e);
        }
    }

    /// <summary>The session has nothing to do until <see cref="ResumeAsync"/>.</summary>
    public void Rest() => _restsSince = Stopwatch.GetTimestamp();

    /// <summary>Sees whether somebody ended the session meanwhile.</summary>
    /// <exception cref="PgCloneException">As of <see cref="RecoverAsync"/>.</exception>
    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        if (Stopwatch.GetElapsedTime(_restsSince) < LongRest) return;

        try
        {
            await ExecuteAsync(["SELECT 1"], cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException && Connection.State != ConnectionState.Open)
        {
            await RecoverAsync(new SessionLoss("a session that had nothing to do", e.Message, IsOfServer: true), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Has the server break off what the session does, for where the driver can't. Never fails: a session that goes on ends with its database.</summary>
    public async Task InterruptAsync()
    {
        using var patience = new CancellationTokenSource(InterruptionTime);
        try
        {
            var other = await _connections.Server.OpenMaintenanceAsync(patience.Token).ConfigureAwait(false);
            await using var _ = other.ConfigureAwait(false);
            await other.ExecuteAsync("SELECT pg_catalog.pg_cancel_backend($1)", [_processId], patience.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is PgCloneException or NpgsqlException or OperationCanceledException)
        {
            Log.StatementNotInterrupted(e.Reason());
        }
    }

    public ValueTask DisposeAsync() => Connection.DisposeAsync();
}
