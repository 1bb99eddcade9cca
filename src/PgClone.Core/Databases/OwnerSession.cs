using System.Globalization;
using Npgsql;
using PgClone.Diagnostics;
using PgClone.Servers;
using PgClone.Sql;

namespace PgClone.Databases;

/// <summary>A session that holds locks, and so has to live as long as its process: it says whose it is, and no timeout of the server ends it.</summary>
internal static class OwnerSession
{
    // With the major version that each came with, or 0 where all have it that PgClone works with.
    private static readonly (string Name, int Since)[] Timeouts =
        [("statement_timeout", 0), ("idle_in_transaction_session_timeout", 0), ("idle_session_timeout", 14), ("transaction_timeout", 17)];

    /// <summary>Opens the session in the maintenance database.</summary>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.PoolerBetween"/>, or the server can't be reached.</exception>
    public static async Task<NpgsqlConnection> OpenAsync(PostgresServer server, CancellationToken cancellationToken)
    {
        var session = await server.OpenMaintenanceAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await RefusePoolerAsync(server, session, cancellationToken).ConfigureAwait(false);
            await ProtectAsync(session, server.Version, cancellationToken).ConfigureAwait(false);
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

    private static Task ProtectAsync(NpgsqlConnection session, PostgresVersion version, CancellationToken cancellationToken)
    {
        // Every role may see the application's name of every session; the rest of what names a holder is for privileged ones.
        var timeouts = Timeouts.Where(timeout => version.Major >= timeout.Since).Select(timeout => $", set_config('{timeout.Name}', '0', false)");
        return session.ExecuteAsync($"SELECT set_config('application_name', $1, false){string.Concat(timeouts)}", [Describe()], cancellationToken);
    }

    // PostgreSQL keeps 63 bytes of it.
    private static string Describe()
    {
        var host = Environment.MachineName.Length > 20 ? Environment.MachineName[..20] : Environment.MachineName;
        return string.Create(CultureInfo.InvariantCulture, $"pgclone@{host}:{Environment.ProcessId} since {DateTime.UtcNow:yyyy-MM-ddTHH:mm:ssZ}");
    }
}
