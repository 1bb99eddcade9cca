using Npgsql;
using PgClone.Diagnostics;

namespace PgClone.Restoring.Execution;

/// <summary>Several statements in one round trip.</summary>
internal static class SqlBatch
{
    /// <summary>Runs statements, outside a transaction as one, and drains what they return.</summary>
    /// <returns>How many rows were inserted, updated and deleted.</returns>
    public static async Task<long> ExecuteAsync(NpgsqlConnection connection, IReadOnlyList<string> statements, CancellationToken cancellationToken)
    {
        // One statement per command and no parameters: only then does the driver send SQL as it is.
        var batch = new NpgsqlBatch(connection);
        await using var _ = batch.ConfigureAwait(false);
        foreach (var statement in statements) batch.BatchCommands.Add(new NpgsqlBatchCommand(statement));
        try
        {
            return await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (NotSupportedException e)
        {
            // A COPY in the SQL of a damaged archive: the driver gives the connection up.
            throw new PgCloneException(ErrorCode.RestoreStatementFailed, "A statement of the archive failed.", statements.FirstOrDefault(sql => sql.StartsWith("COPY", StringComparison.OrdinalIgnoreCase)), e.Message, innerException: e);
        }
    }
}
