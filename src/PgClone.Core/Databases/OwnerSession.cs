using System.Globalization;
using Npgsql;
using PgClone.Diagnostics;
using PgClone.Servers;
using PgClone.Sql;

namespace PgClone.Databases;

/// <summary>A session that holds locks, and so has to live as long as its process: it says whose it is, and no timeout of the server ends it.</summary>
internal static class OwnerSession
{
    /// <summary>Opens the session in the maintenance database.</summary>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.PoolerBetween"/>, or the server can't be reached.</exception>
    public static async Task<NpgsqlConnection> OpenAsync(PostgresServer server, CancellationToken cancellationToken)
    {
        var session = await server.OpenMaintenanceAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await RefusePoolerAsync(server, session, cancellationToken).ConfigureAwait(false);
            await ProtectAsync(session, cancellationToken).ConfigureAwait(false);
            return session;
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async Task RefusePoolerAsync(PostgresServer server, NpgsqlConnection session, CancellationToken cancellationToken)
    {
        if (await Pooler.FindModeAsync(server, session, cancellationToken).ConfigureAwait(false) is PoolMode.None or PoolMode.Session) return;

        throw new PgCloneException(
            ErrorCode.PoolerBetween,
            "A restore can't go through a connection pooler that lends sessions by the transaction or the statement.",
            server.DisplayName,
            "What answers there is not PostgreSQL itself: statements of one connection may run in different sessions of the server, so no lock would hold.",
            "Give the address and port of the server itself, or those of a pool in session mode.");
    }

    private static Task ProtectAsync(NpgsqlConnection session, CancellationToken cancellationToken)
    {
        // Every role may see the application's name of every session; the rest of what names a holder is for privileged ones.
        const string sql = """
            SELECT set_config('application_name', $1, false)
            UNION ALL
            SELECT set_config(name, '0', false) FROM pg_settings
            WHERE name IN ('idle_session_timeout', 'idle_in_transaction_session_timeout', 'statement_timeout', 'transaction_timeout')
            """;
        return session.ExecuteAsync(sql, [Describe()], cancellationToken);
    }

    // PostgreSQL keeps 63 bytes of it.
    private static string Describe()
    {
        var host = Environment.MachineName.Length > 20 ? Environment.MachineName[..20] : Environment.MachineName;
        return string.Create(CultureInfo.InvariantCulture, $"pgclone@{host}:{Environment.ProcessId} since {DateTime.UtcNow:yyyy-MM-ddTHH:mm:ssZ}");
    }
}
