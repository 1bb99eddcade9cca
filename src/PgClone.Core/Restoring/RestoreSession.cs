using Npgsql;
using PgClone.Databases;
using PgClone.Servers;

namespace PgClone.Restoring;

/// <summary>One connection of a restore. Not for concurrent use.</summary>
internal sealed class RestoreSession : IAsyncDisposable
{
    private const int Attempts = 5;

    private SessionSettings _settings;

    private RestoreSession(NpgsqlConnection connection) => Connection = connection;

    public NpgsqlConnection Connection { get; }

    public static async Task<RestoreSession> OpenAsync(
        PostgresServer server, string database, IReadOnlyList<string> start, CancellationToken cancellationToken)
    {
        var session = new RestoreSession(await server.OpenAsync(database, cancellationToken).ConfigureAwait(false));
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
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DeadlockDetected && attempt < Attempts && Connection.State == System.Data.ConnectionState.Open)
            {
            }
        }
    }

    /// <summary>Sets what differs from what the session is set to.</summary>
    public async Task ApplyAsync(SessionSettings settings, CancellationToken cancellationToken)
    {
        List<string> statements = [];
        if (settings.SearchPath is { Length: > 0 } path && path != _settings.SearchPath)
            statements.Add($"SET search_path = {PostgresIdentifier.Quote(path)}, pg_catalog");
        if (settings.Tablespace is { } tablespace && tablespace != _settings.Tablespace)
            statements.Add($"SET default_tablespace = {(tablespace.Length == 0 ? "''" : PostgresIdentifier.Quote(tablespace))}");
        if (settings.TableAccessMethod is { } method && method != _settings.TableAccessMethod)
            statements.Add($"SET default_table_access_method = {PostgresIdentifier.Quote(method)}");
        if (statements.Count == 0) return;

        await ExecuteAsync(statements, cancellationToken).ConfigureAwait(false);
        _settings = new SessionSettings(
            settings.SearchPath ?? _settings.SearchPath, settings.Tablespace ?? _settings.Tablespace, settings.TableAccessMethod ?? _settings.TableAccessMethod);
    }

    public ValueTask DisposeAsync() => Connection.DisposeAsync();
}
