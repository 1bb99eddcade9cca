using System.Data;
using Npgsql;
using PgClone.Servers;
using PgClone.Sql;

namespace PgClone.Dumping;

/// <summary>
/// The snapshot that pg_dump reads, where it does not take its own. A pg_dump that finds its own way to a database gets one of the database that is meant: on any other one, or another
/// server, there is no such snapshot, and it fails. It is there until it is disposed, in a transaction that holds back vacuum as pg_dump's own does.
/// </summary>
internal sealed class DumpSnapshot : IAsyncDisposable
{
    private readonly NpgsqlConnection? _connection;

    private DumpSnapshot(string? id, NpgsqlConnection? connection) => (Id, _connection) = (id, connection);

    /// <summary>Null: pg_dump takes its own.</summary>
    public string? Id { get; }

    /// <param name="pgDump">The one that is to read it.</param>
    /// <param name="chosen">The one that was chosen; null: none was.</param>
    /// <param name="server">The server that is meant.</param>
    /// <param name="database">The database that is meant.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<DumpSnapshot> TakeAsync(PgDump pgDump, string? chosen, PostgresServer server, string database, CancellationToken cancellationToken)
    {
        if (chosen is not null || !pgDump.FindsItsOwnWay) return new DumpSnapshot(chosen, null);

        var connection = await server.OpenAsync(database, cancellationToken).ConfigureAwait(false);
        try
        {
            await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
            var ids = await connection.QueryAsync("SELECT pg_catalog.pg_export_snapshot()", [], row => row.GetString(0), cancellationToken).ConfigureAwait(false);
            return new DumpSnapshot(ids[0], connection);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public ValueTask DisposeAsync() => _connection?.DisposeAsync() ?? ValueTask.CompletedTask;
}
