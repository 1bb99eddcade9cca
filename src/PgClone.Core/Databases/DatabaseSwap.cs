using System.Data;
using Npgsql;
using PgClone.Diagnostics;
using PgClone.Servers;
using PgClone.Sql;

namespace PgClone.Databases;

/// <summary>Puts a restored database in the place of its target, in one transaction: at any moment there is the old one or the new one.</summary>
internal static class DatabaseSwap
{
    private static readonly TimeSpan CleanupTime = TimeSpan.FromSeconds(60);

    /// <summary>Renames the temporary database to its target's name, and drops the database that had the name before, or keeps it as told.</summary>
    /// <remarks>
    /// Sessions on both databases are ended. New ones wait from the first rename to the end of the transaction, so that nobody can slip in.
    /// Owner, privileges, comment, connection limit, settings (of the database, and of roles in it) and security labels of the old database
    /// go over to the new one. What is kept for <c>:previous</c> and <c>:current</c> changes hands in the same transaction; what was kept before is dropped after it.
    /// </remarks>
    /// <returns>What could not be carried over or dropped, a sentence each.</returns>
    /// <exception cref="PgCloneException">
    /// <see cref="ErrorCode.SwapFailed"/>: the target is as it was. <see cref="ErrorCode.SwapUnknown"/>: it is the old or the new one.
    /// </exception>
    public static async Task<IReadOnlyList<string>> SwapAsync(
        TemporaryDatabase temporary, SwapDisposition disposition, CancellationToken cancellationToken = default)
    {
        var (server, target) = (temporary.Server, temporary.Target);
        var notices = new List<string>();

        var connection = await server.OpenMaintenanceAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var rename = new Renaming(server, target, disposition);
        // A broken connection does not tell it any more.
        var backend = await connection.GetBackendAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await RenameAsync(connection, backend, temporary, rename, notices, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is NpgsqlException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            if (!rename.IsCommitting || !await SwapOutcome.IsSwappedAsync(server, backend, temporary, e).ConfigureAwait(false))
                throw Failed(rename, e);
        }

        temporary.MarkSwapped();
        disposition.Current?.MarkSwapped();
        var isReplacedDropped = false;
        foreach (var (name, what) in rename.Dropping)
        {
            if (await TryDropAsync(temporary, name).ConfigureAwait(false) is { } why)
                notices.Add($"The {what} \"{target}\" could not be dropped and is now named {name} ({why}); the next restore tries again.");
            else
                isReplacedDropped |= name == rename.Replaced;
        }

        temporary.Previous = !rename.HadTarget ? PreviousDatabase.None
            : disposition.KeepsReplaced ? PreviousDatabase.KeptAsPrevious
            : isReplacedDropped ? PreviousDatabase.Dropped
            : PreviousDatabase.Kept;
        return notices;
    }

    private static PgCloneException Failed(Renaming rename, Exception e)
    {
        var why = e is PostgresException p ? ServerRefusal.Brief(p).TrimEnd('.') : e.Message;
        var isInUse = e is PostgresException { SqlState: PostgresErrorCodes.ObjectInUse };
        return new PgCloneException(
            ErrorCode.SwapFailed,
            $"\"{rename.Target}\" could not be replaced by the restored database; it is as it was.",
            rename.Server.DisplayName,
            isInUse && rename.Refused.Count > 0 ? $"{why}. These may not be ended: {string.Join("; ", rename.Refused)}" : why,
            e is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } ? "Somebody copies or alters one of the databases: wait for that to end, and restore again."
            : !isInUse ? null
            : rename.Refused.Count > 0 ? "End these sessions, or restore as a user that may: a member of their role, or of pg_signal_backend."
            : "End the sessions and prepared transactions that use the database.",
            e);
    }

    private static async Task RenameAsync(
        NpgsqlConnection connection,
        int backend,
        TemporaryDatabase temporary,
        Renaming rename,
        List<string> notices,
        CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);

        await connection.ExecuteAsync(SwapGate.Limits, cancellationToken).ConfigureAwait(false);
        var properties = await DatabaseProperties.ReadAsync(connection, temporary.Target, cancellationToken).ConfigureAwait(false);
        // Each rename locks its database to the end of the transaction. The new one goes first, with all that it takes over, so that nobody waits for that.
        var ready = DatabaseName.MakeUnique(temporary.Target);
        await EndingAsync(temporary.Name, () => connection.RenameDatabaseAsync(temporary.Name, ready, cancellationToken)).ConfigureAwait(false);

        var disposition = rename.Disposition;
        // A copy that is restored into is nobody's copy any more.
        var comment = disposition.Marker?.ToComment() ?? (DatabaseMarker.Parse(properties?.Comment) is null ? properties?.Comment : null);
        await connection.CommentOnDatabaseAsync(ready, comment, cancellationToken).ConfigureAwait(false);
        if (properties is not null && disposition.Marker is null)
        {
            foreach (var reset in temporary.SettingResets) await connection.ExecuteAsync(reset.For(ready), cancellationToken).ConfigureAwait(false);
            notices.AddRange(await properties.ApplyAsync(connection, transaction, ready, cancellationToken, temporary.Target).ConfigureAwait(false));
        }

        if (properties is not null)
        {
            var renaming = await SwapGate.LetInAsync(
                temporary, backend, () => connection.RenameDatabaseAsync(temporary.Target, rename.Replaced, cancellationToken)).ConfigureAwait(false);
            await EndingAsync(temporary.Target, () => renaming).ConfigureAwait(false);
        }

        await connection.RenameDatabaseAsync(ready, temporary.Target, cancellationToken).ConfigureAwait(false);

        if (!disposition.LeavesKept) await DiscardKeptAsync(connection, transaction, rename, notices, cancellationToken).ConfigureAwait(false);
        if (disposition.Current is { } current) await MarkAsync(connection, DatabaseMarker.Current, temporary, current.Name, cancellationToken).ConfigureAwait(false);
        if (properties is not null)
        {
            await MarkAsync(connection, disposition.KeepsReplaced ? DatabaseMarker.Previous : DatabaseMarker.Replaced, temporary, rename.Replaced, cancellationToken).ConfigureAwait(false);
            // A template can't be dropped.
            await connection.ExecuteAsync($"ALTER DATABASE {PostgresIdentifier.Quote(rename.Replaced)} IS_TEMPLATE false", cancellationToken).ConfigureAwait(false);
            if (!disposition.KeepsReplaced) rename.Dropping.Add((rename.Replaced, "old"));
        }

        // From here on there is no way back: a commit that is interrupted leaves nobody knowing what happened.
        rename.HadTarget = properties is not null;
        rename.IsCommitting = true;
        using var commit = new CancellationTokenSource(CleanupTime);
        await transaction.CommitAsync(commit.Token).ConfigureAwait(false);

        async Task EndingAsync(string database, Func<Task> work)
        {
            var ender = SessionEnder.Start(temporary, database);
            await using var __ = ender.ConfigureAwait(false);
            rename.Ender = ender;
            await work().ConfigureAwait(false);
        }
    }

    /// <summary>What was kept for the target is to be dropped after the commit; where that is never reached, the next restore drops it.</summary>
    private static async Task DiscardKeptAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Renaming rename, List<string> notices, CancellationToken cancellationToken)
    {
        var kept = await KeptDatabases.FindAsync(connection, rename.Target, cancellationToken).ConfigureAwait(false);
        foreach (var (name, marker) in kept)
        {
            const string savepoint = "discard";
            await transaction.SaveAsync(savepoint, cancellationToken).ConfigureAwait(false);
            try
            {
                await connection.CommentOnDatabaseAsync(name, (marker with { Role = DatabaseMarker.Replaced }).ToComment(), cancellationToken).ConfigureAwait(false);
                rename.Dropping.Add((name, $":{marker.Role} of"));
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.InvalidCatalogName)
            {
                await transaction.RollbackAsync(savepoint, cancellationToken).ConfigureAwait(false);
                notices.Add($"The :{marker.Role} of \"{rename.Target}\", {name}, can't be dropped: {e.MessageText}.");
            }
        }

        if (rename.Dropping.Count > 0 && !rename.Disposition.KeepsReplaced)
            notices.Add($"{string.Join(" and ", kept.Select(one => ":" + one.Marker.Role).Distinct().Order(StringComparer.Ordinal))} of \"{rename.Target}\" {(kept.Count == 1 ? "is" : "are")} deleted, as this restore is not reversible.");
    }

    private static Task MarkAsync(NpgsqlConnection connection, string role, TemporaryDatabase temporary, string name, CancellationToken cancellationToken)
    {
        // Which dump the replaced one came from, nobody has noted.
        var dumpKey = role == DatabaseMarker.Current ? temporary.Marker.DumpKey : null;
        return connection.CommentOnDatabaseAsync(name, DatabaseMarker.Create(role, temporary.Target, dumpKey).ToComment(), cancellationToken);
    }

    /// <returns>Why it failed, or null.</returns>
    private static async Task<string?> TryDropAsync(TemporaryDatabase temporary, string name)
    {
        using var cleanup = new CancellationTokenSource(CleanupTime);
        try
        {
            await temporary.RunAsync(session => session.DropDatabaseAsync(name, cleanup.Token), cleanup.Token).ConfigureAwait(false);
            return null;
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException or PgCloneException or OperationCanceledException)
        {
            return e is PostgresException p ? ServerRefusal.Brief(p).TrimEnd('.') : e.Message;
        }
    }

    /// <summary>How far the renaming is.</summary>
    private sealed class Renaming(PostgresServer server, string target, SwapDisposition disposition)
    {
        public PostgresServer Server => server;

        public string Target => target;

        public SwapDisposition Disposition => disposition;

        /// <summary>The name that the replaced database gets.</summary>
        public string Replaced { get; } = DatabaseName.MakeUnique(target);

        /// <summary>What goes after the commit.</summary>
        public List<(string Name, string What)> Dropping { get; } = [];

        public SessionEnder? Ender { get; set; }

        public bool HadTarget { get; set; }

        public bool IsCommitting { get; set; }

        public IReadOnlyList<string> Refused => [.. Ender?.Refused ?? []];
    }
}
