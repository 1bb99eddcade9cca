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

    /// <summary>Renames the temporary database to its target's name, and drops the database that had the name before.</summary>
    /// <remarks>
    /// Sessions on both databases are ended. New ones wait from the first rename to the end of the transaction, so that nobody can slip in.
    /// Owner, privileges, comment, connection limit, settings (of the database, and of roles in it) and security labels of the old database
    /// go over to the new one.
    /// </remarks>
    /// <returns>What could not be carried over or dropped, a sentence each.</returns>
    /// <exception cref="PgCloneException">
    /// <see cref="ErrorCode.SwapFailed"/>: the target is as it was. <see cref="ErrorCode.SwapUnknown"/>: it is the old or the new one.
    /// </exception>
    public static async Task<IReadOnlyList<string>> SwapAsync(TemporaryDatabase temporary, CancellationToken cancellationToken = default)
    {
        var (server, target) = (temporary.Server, temporary.Target);
        var replaced = DatabaseName.MakeUnique(target);
        var notices = new List<string>();

        var connection = await server.OpenMaintenanceAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var rename = new Renaming(server, target);
        // A broken connection does not tell it any more.
        var backend = await connection.GetBackendAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await RenameAsync(connection, temporary, replaced, rename, notices, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is NpgsqlException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            if (!rename.IsCommitting || !await SwapOutcome.IsSwappedAsync(server, backend, temporary, e).ConfigureAwait(false))
                throw Failed(rename, e);
        }

        temporary.MarkSwapped();
        if (!rename.HadTarget) return notices;

        temporary.Previous = PreviousDatabase.Dropped;
        if (await DropReplacedAsync(temporary, replaced).ConfigureAwait(false) is { } why)
        {
            temporary.Previous = PreviousDatabase.Kept;
            notices.Add($"The old \"{target}\" could not be dropped and is now named {replaced} ({why}); the next restore tries again.");
        }

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
            !isInUse ? null
            : rename.Refused.Count > 0 ? "End these sessions, or restore as a user that may: a member of their role, or of pg_signal_backend."
            : "End the sessions and prepared transactions that use the database.",
            e);
    }

    private static async Task RenameAsync(
        NpgsqlConnection connection,
        TemporaryDatabase temporary,
        string replaced,
        Renaming rename,
        List<string> notices,
        CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);

        var properties = await DatabaseProperties.ReadAsync(connection, temporary.Target, cancellationToken).ConfigureAwait(false);
        // Each rename locks its database to the end of the transaction, so the sessions need no ending after the second one.
        var ender = SessionEnder.Start(temporary);
        await using (ender.ConfigureAwait(false))
        {
            rename.Ender = ender;
            if (properties is not null) await connection.RenameDatabaseAsync(temporary.Target, replaced, cancellationToken).ConfigureAwait(false);
            await connection.RenameDatabaseAsync(temporary.Name, temporary.Target, cancellationToken).ConfigureAwait(false);
        }

        await connection.CommentOnDatabaseAsync(temporary.Target, properties?.Comment, cancellationToken).ConfigureAwait(false);
        if (properties is not null)
        {
            foreach (var reset in temporary.SettingResets) await connection.ExecuteAsync(reset.For(temporary.Target), cancellationToken).ConfigureAwait(false);
            notices.AddRange(await properties.ApplyAsync(connection, transaction, temporary.Target, cancellationToken).ConfigureAwait(false));
            await MarkReplacedAsync(connection, temporary.Target, replaced, cancellationToken).ConfigureAwait(false);
        }

        // From here on there is no way back: a commit that is interrupted leaves nobody knowing what happened.
        rename.HadTarget = properties is not null;
        rename.IsCommitting = true;
        using var commit = new CancellationTokenSource(CleanupTime);
        await transaction.CommitAsync(commit.Token).ConfigureAwait(false);
    }

    private static async Task MarkReplacedAsync(NpgsqlConnection connection, string target, string replaced, CancellationToken cancellationToken)
    {
        var marker = DatabaseMarker.Create(DatabaseMarker.Replaced, target, null);
        await connection.CommentOnDatabaseAsync(replaced, marker.ToComment(), cancellationToken).ConfigureAwait(false);
        // A template can't be dropped.
        await connection.ExecuteAsync($"ALTER DATABASE {PostgresIdentifier.Quote(replaced)} IS_TEMPLATE false", cancellationToken).ConfigureAwait(false);
    }

    /// <returns>Why it failed, or null.</returns>
    private static async Task<string?> DropReplacedAsync(TemporaryDatabase temporary, string replaced)
    {
        using var cleanup = new CancellationTokenSource(CleanupTime);
        try
        {
            await temporary.RunAsync(session => session.DropDatabaseAsync(replaced, cleanup.Token), cleanup.Token).ConfigureAwait(false);
            return null;
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException or PgCloneException or OperationCanceledException)
        {
            return e is PostgresException p ? ServerRefusal.Brief(p).TrimEnd('.') : e.Message;
        }
    }

    /// <summary>How far the renaming is.</summary>
    private sealed class Renaming(PostgresServer server, string target)
    {
        public PostgresServer Server => server;

        public string Target => target;

        public SessionEnder? Ender { get; set; }

        public bool HadTarget { get; set; }

        public bool IsCommitting { get; set; }

        public IReadOnlyList<string> Refused => [.. Ender?.Refused ?? []];
    }
}
