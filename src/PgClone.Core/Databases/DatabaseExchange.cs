using Npgsql;
using PgClone.Diagnostics;
using PgClone.Sql;

namespace PgClone.Databases;

/// <summary>Lets two temporary databases change names, in one transaction: whoever knows the name of one finds the content of the other there.</summary>
internal static class DatabaseExchange
{
    private static readonly TimeSpan CommitTime = TimeSpan.FromSeconds(30);

    /// <summary>Gives the fresh one the name of the current one, and the other way round, so that disposing the fresh one drops what was current.</summary>
    /// <remarks>Sessions on both are ended. Where somebody has dropped it, the fresh one just takes its place.</remarks>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.SwapFailed"/>: both are as they were.</exception>
    public static async Task ExchangeAsync(TemporaryDatabase current, TemporaryDatabase fresh, CancellationToken cancellationToken)
    {
        var connection = await current.Server.OpenMaintenanceAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        try
        {
            await DatabaseSessions.EndAsync(connection, [current.Name, fresh.Name], cancellationToken).ConfigureAwait(false);
            await RenameAsync(connection, current, fresh, cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException e)
        {
            throw await FailedAsync(connection, current, e, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task RenameAsync(NpgsqlConnection connection, TemporaryDatabase current, TemporaryDatabase fresh, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);
        var isThere = (await connection.QueryAsync("SELECT 1 FROM pg_catalog.pg_database WHERE datname = $1", [current.Name], row => row.GetInt32(0), cancellationToken).ConfigureAwait(false)).Count > 0;
        var aside = DatabaseName.MakeUnique(current.Target);
        if (isThere)
        {
            // Clients that connect again and again would be in the way.
            var ender = SessionEnder.Start(current, current.Name);
            await using var __ = ender.ConfigureAwait(false);
            await connection.RenameDatabaseAsync(current.Name, aside, cancellationToken).ConfigureAwait(false);
        }

        await connection.RenameDatabaseAsync(fresh.Name, current.Name, cancellationToken).ConfigureAwait(false);
        if (isThere) await connection.RenameDatabaseAsync(aside, fresh.Name, cancellationToken).ConfigureAwait(false);

        using var commit = new CancellationTokenSource(CommitTime);
        await transaction.CommitAsync(commit.Token).ConfigureAwait(false);
        if (!isThere) fresh.MarkSwapped();
    }

    private static async Task<PgCloneException> FailedAsync(NpgsqlConnection connection, TemporaryDatabase current, PostgresException e, CancellationToken cancellationToken)
    {
        var isInUse = e.SqlState is PostgresErrorCodes.ObjectInUse or PostgresErrorCodes.InsufficientPrivilege;
        var sessions = isInUse ? await DatabaseSessions.DescribeAsync(connection, current.Name, cancellationToken).ConfigureAwait(false) : [];
        return new PgCloneException(
            ErrorCode.SwapFailed,
            $"The database \"{current.Name}\" could not be reset; it is as it was.",
            current.Server.DisplayName,
            sessions.Count > 0 ? $"{ServerRefusal.Brief(e).TrimEnd('.')}. It is in use: {string.Join("; ", sessions)}" : ServerRefusal.Brief(e),
            isInUse ? "End the sessions and prepared transactions that use the database." : null,
            e);
    }
}
