using System.Data;
using Npgsql;
using PgClone.Databases;
using PgClone.Diagnostics;
using PgClone.Restoring.Planning;
using PgClone.Servers;

namespace PgClone.Restoring.Execution;

/// <summary>One connection of a restore. Not for concurrent use.</summary>
internal sealed class RestoreSession : IAsyncDisposable
{
    private const int Attempts = 5;

    private static readonly TimeSpan InterruptionTime = TimeSpan.FromSeconds(10);

    private readonly PostgresServer _server;
    private readonly int _processId;
    private SessionSettings _settings;
    private BulkSettings _bulk;

    private RestoreSession(NpgsqlConnection connection, PostgresServer server) => (Connection, _server, _processId) = (connection, server, connection.ProcessID);

    public NpgsqlConnection Connection { get; }

    public static async Task<RestoreSession> OpenAsync(
        PostgresServer server, string database, IReadOnlyList<string> start, CancellationToken cancellationToken)
    {
        var session = new RestoreSession(await server.OpenAsync(database, cancellationToken).ConfigureAwait(false), server);
        try
        {
            await session.ExecuteAsync(start, cancellationToken).ConfigureAwait(false);
            return session;
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Runs statements as one transaction and drains what they return. A deadlock's victim tries again.</summary>
    /// <returns>How many rows were inserted, updated and deleted.</returns>
    public async Task<long> ExecuteAsync(IReadOnlyList<string> statements, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                // One statement per command and no parameters: only then does the driver send SQL as it is.
                var batch = new NpgsqlBatch(Connection);
                await using var _ = batch.ConfigureAwait(false);
                foreach (var statement in statements) batch.BatchCommands.Add(new NpgsqlBatchCommand(statement));
                return await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DeadlockDetected && attempt < Attempts && Connection.State == ConnectionState.Open)
            {
            }
            catch (NotSupportedException e)
            {
                // A COPY in the SQL of a damaged archive: the driver gives the connection up.
                throw new PgCloneException(ErrorCode.RestoreStatementFailed, "A statement of the archive failed.", statements.FirstOrDefault(sql => sql.StartsWith("COPY", StringComparison.OrdinalIgnoreCase)), e.Message, innerException: e);
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
        if (settings == _bulk || settings.StatementsFor(_server) is not { Count: > 0 } statements) return;

        await ExecuteAsync(statements, cancellationToken).ConfigureAwait(false);
        _bulk = settings;
    }

    /// <summary>Runs several entries in one go: one transaction, one round trip.</summary>
    /// <returns>False if one of them failed; then nothing is done.</returns>
    public async Task<bool> TryExecuteAsync(IEnumerable<RestoreStep> steps, CancellationToken cancellationToken)
    {
        var settings = _settings;
        List<string> statements = [];
        foreach (var step in steps)
        {
            statements.AddRange([.. step.Settings.StatementsAfter(settings), .. step.Batches.SelectMany(batch => batch)]);
            settings = step.Settings.Over(settings);
        }

        try
        {
            if (statements.Count > 0) await ExecuteAsync(statements, cancellationToken).ConfigureAwait(false);
            _settings = settings;
            return true;
        }
        catch (PostgresException) when (Connection.State == ConnectionState.Open && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Has the server break off what the session does, for where the driver can't. Never fails: a session that goes on ends with its database.</summary>
    public async Task InterruptAsync()
    {
        using var patience = new CancellationTokenSource(InterruptionTime);
        try
        {
            var other = await _server.OpenMaintenanceAsync(patience.Token).ConfigureAwait(false);
            await using var _ = other.ConfigureAwait(false);
            await other.ExecuteAsync("SELECT pg_catalog.pg_cancel_backend($1)", [_processId], patience.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is PgCloneException or NpgsqlException or OperationCanceledException)
        {
        }
    }

    public ValueTask DisposeAsync() => Connection.DisposeAsync();
}
