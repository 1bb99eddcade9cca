using System.Data;
using Npgsql;
using PgClone.Diagnostics;
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
        var rename = new SwapProgress(server, target, disposition);
        // A broken connection does not tell it any more.
        var backend = await connection.GetBackendAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await RenameAsync(connection, backend, temporary, rename, notices, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is NpgsqlException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            if (!rename.IsCommitting || !await SwapOutcome.IsSwappedAsync(server, backend, temporary, e).ConfigureAwait(false))
                throw rename.ToFailure(e);
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

    private static async Task RenameAsync(
        NpgsqlConnection connection,
        int backend,
        TemporaryDatabase temporary,
        SwapProgress rename,
        List<string> notices,
        CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);

        await SwapGate.LimitAsync(connection, temporary.Server, cancellationToken).ConfigureAwait(false);
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

        if (!disposition.LeavesKept) await DiscardKeptAsync(connection, transaction, rename, notices, cancellationToken).ConfigureAwait(false);
        if (disposition.Current is { } current) await connection.CommentOnDatabaseAsync(current.Name, CommentFor(DatabaseMarker.Current, temporary), cancellationToken).ConfigureAwait(false);

        if (properties is not null)
        {
            var renaming = await SwapGate.LetInAsync(temporary, connection, backend, rename.Replaced, cancellationToken).ConfigureAwait(false);
            if (!renaming.IsCompletedSuccessfully) await EndingAsync(temporary.Target, () => renaming).ConfigureAwait(false);
        }

        // From here on clients wait: what is left is asked for at once.
        List<string> rest = [DatabaseCommands.Rename(ready, temporary.Target)];
        if (properties is not null)
        {
            rest.Add(DatabaseCommands.Comment(rename.Replaced, CommentFor(disposition.KeepsReplaced ? DatabaseMarker.Previous : DatabaseMarker.Replaced, temporary)));
            // A template can't be dropped.
            rest.Add($"ALTER DATABASE {PostgresIdentifier.Quote(rename.Replaced)} IS_TEMPLATE false");
            if (!disposition.KeepsReplaced) rename.Dropping.Add((rename.Replaced, "old"));
        }

        await connection.ExecuteAllAsync(rest, cancellationToken).ConfigureAwait(false);

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
        NpgsqlConnection connection, NpgsqlTransaction transaction, SwapProgress rename, List<string> notices, CancellationToken cancellationToken)
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

    /// <summary>Which dump the replaced one came from, nobody has noted.</summary>
    private static string CommentFor(string role, TemporaryDatabase temporary) =>
        DatabaseMarker.Create(role, temporary.Target, role == DatabaseMarker.Current ? temporary.Marker.DumpKey : null).ToComment();

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
}
