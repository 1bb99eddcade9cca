using Npgsql;
using PgClone.Databases;
using PgClone.Diagnostics;
using PgClone.Servers;
using PgClone.Sql;

namespace PgClone.Templates;

/// <summary>Makes a template of a temporary database, in one transaction: before its commit it is an orphan like any other if its maker dies, after it the template is whole.</summary>
internal static class TemplateSeal
{
    /// <summary>Ends the sessions on the database, gives it the template's name and marker, and lets nobody in any more.</summary>
    /// <returns>False where the server refuses: the database is then what it was.</returns>
    public static async Task<bool> TrySealAsync(TemporaryDatabase temporary, TemplateKey key, bool hasHooks, TemplateContent content, CancellationToken cancellationToken)
    {
        var server = temporary.Server;
        try
        {
            await temporary.EnsureLockedAsync(cancellationToken).ConfigureAwait(false);
            var connection = await server.OpenMaintenanceAsync(cancellationToken).ConfigureAwait(false);
            await using var _ = connection.ConfigureAwait(false);
            await DatabaseSessions.EndAsync(connection, [temporary.Name], cancellationToken).ConfigureAwait(false);
            await SealAsync(connection, server, temporary, key, hasHooks, content, cancellationToken).ConfigureAwait(false);
            temporary.MarkSwapped();
            return true;
        }
        catch (NpgsqlException e)
        {
            server.Log.TemplateNotSealed(key.Name, e.Reason());
            return false;
        }
    }

    private static async Task SealAsync(
        NpgsqlConnection connection, PostgresServer server, TemporaryDatabase temporary, TemplateKey key, bool hasHooks, TemplateContent content, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);

        // From here on the database is locked: nobody gets in before the commit, nor after it.
        await connection.RenameDatabaseAsync(temporary.Name, key.Name, cancellationToken).ConfigureAwait(false);
        var sessions = await DatabaseSessions.CountAsync(connection, server.Version, key.Name, cancellationToken).ConfigureAwait(false);
        var now = DateTimeOffset.UtcNow;
        var marker = new TemplateMarker(TemplateMarker.Template, key.Value, temporary.Target, temporary.Marker.DumpKey ?? "", hasHooks, now, now, sessions, content);
        await connection.CommentOnDatabaseAsync(key.Name, marker.ToComment(), cancellationToken).ConfigureAwait(false);
        // As a template every role with CREATEDB could copy it: on a server that others use, its owner alone may.
        var isTemplate = server.IsEmbedded ? " IS_TEMPLATE true" : "";
        await connection.ExecuteAsync($"ALTER DATABASE {PostgresIdentifier.Quote(key.Name)} ALLOW_CONNECTIONS false{isTemplate}", cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }
}
