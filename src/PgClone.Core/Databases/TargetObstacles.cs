using Npgsql;
using PgClone.Diagnostics;
using PgClone.Servers;
using PgClone.Sql;

namespace PgClone.Databases;

/// <summary>
/// What would keep a restored database from taking its target's place, hours later. Only reads. What comes up after the look is left to the swap.
/// </summary>
internal static class TargetObstacles
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private const int Looks = 20;

    /// <summary>Looks at the user's rights, and where the target is to be replaced, at what holds on to it.</summary>
    /// <param name="server">The server.</param>
    /// <param name="target">The database that is restored into.</param>
    /// <param name="isReplaced">Whether it is to be replaced.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<IReadOnlyList<Obstacle>> FindAsync(PostgresServer server, string target, bool isReplaced, CancellationToken cancellationToken)
    {
        var connection = await server.OpenMaintenanceAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var looks = isReplaced ? [CreatorAsync, OwnerAsync, PreparedAsync, ReplicationAsync, SubscriptionAsync, SessionsAsync] : new[] { CreatorAsync };

        var obstacles = new List<Obstacle>();
        foreach (var look in looks)
        {
            if (await look(connection, target, cancellationToken).ConfigureAwait(false) is { } obstacle) obstacles.Add(obstacle);
        }

        return obstacles;
    }

    private static async Task<Obstacle?> CreatorAsync(NpgsqlConnection connection, string target, CancellationToken cancellationToken)
    {
        const string sql = "SELECT rolname FROM pg_catalog.pg_roles WHERE rolname = current_user AND NOT (rolsuper OR rolcreatedb)";
        return await ListAsync(connection, sql, [], cancellationToken).ConfigureAwait(false) is { Length: > 0 } user
            ? new(ErrorCode.DatabaseNotCreated, $"The user \"{user}\" may not create databases.", $"Have a superuser run: ALTER ROLE {PostgresIdentifier.Quote(user)} CREATEDB. Or connect as a user with CREATEDB.")
            : null;
    }

    private static async Task<Obstacle?> OwnerAsync(NpgsqlConnection connection, string target, CancellationToken cancellationToken)
    {
        const string sql = "SELECT pg_get_userbyid(datdba) FROM pg_catalog.pg_database WHERE datname = $1 AND NOT pg_has_role(datdba, 'USAGE')";
        return await ListAsync(connection, sql, [target], cancellationToken).ConfigureAwait(false) is { Length: > 0 } owner
            ? new(ErrorCode.SwapFailed, $"\"{target}\" belongs to \"{owner}\", and only its owner may rename it.", $"Connect as \"{owner}\" or a member of that role: GRANT {PostgresIdentifier.Quote(owner)} TO the user that restores.")
            : null;
    }

    private static async Task<Obstacle?> PreparedAsync(NpgsqlConnection connection, string target, CancellationToken cancellationToken)
    {
        const string sql = "SELECT format('%L of \"%s\"', gid, owner) FROM pg_catalog.pg_prepared_xacts WHERE database = $1 ORDER BY prepared";
        return await ListAsync(connection, sql, [target], cancellationToken).ConfigureAwait(false) is { Length: > 0 } prepared
            ? new(ErrorCode.SwapFailed, $"Prepared transactions hold on to \"{target}\": {prepared}.", $"End them in \"{target}\": COMMIT PREPARED or ROLLBACK PREPARED, with the name.")
            : null;
    }

    private static async Task<Obstacle?> ReplicationAsync(NpgsqlConnection connection, string target, CancellationToken cancellationToken)
    {
        // A temporary one is a session's, and ends with it.
        const string sql = """
            SELECT format('%s (%s)', slot_name, CASE WHEN active THEN 'in use' ELSE 'not in use now' END)
            FROM pg_catalog.pg_replication_slots WHERE database = $1 AND NOT temporary ORDER BY slot_name
            """;
        return await ListAsync(connection, sql, [target], cancellationToken).ConfigureAwait(false) is { Length: > 0 } slots
            ? new(
                ErrorCode.TargetReplicates, $"Replication slots read from \"{target}\", and would be lost with it: {slots}.",
                "Stop who reads them, drop them with pg_drop_replication_slot, and make new ones after the restore. Or restore into another database.")
            : null;
    }

    private static async Task<Obstacle?> SubscriptionAsync(NpgsqlConnection connection, string target, CancellationToken cancellationToken)
    {
        const string sql = "SELECT subname FROM pg_catalog.pg_subscription JOIN pg_catalog.pg_database d ON d.oid = subdbid WHERE d.datname = $1 ORDER BY subname";
        return await ListAsync(connection, sql, [target], cancellationToken).ConfigureAwait(false) is { Length: > 0 } subscriptions
            ? new(
                ErrorCode.TargetReplicates, $"\"{target}\" has subscriptions, and PostgreSQL drops no database that has one: {subscriptions}.",
                $"Drop them in \"{target}\" (DROP SUBSCRIPTION). Or restore into another database.")
            : null;
    }

    /// <summary>A session that is about to end, such as one that was just closed, is none.</summary>
    private static async Task<Obstacle?> SessionsAsync(NpgsqlConnection connection, string target, CancellationToken cancellationToken)
    {
        const string sql = $"""
            SELECT format('session %s of "%s"%s', a.pid, a.usename, ' (' || nullif(a.application_name, '') || ')')
            FROM pg_catalog.pg_stat_activity a JOIN pg_catalog.pg_roles r ON r.oid = a.usesysid
            WHERE a.datname = $1 AND a.pid <> pg_backend_pid() AND {SessionRights.IsRefused}
            ORDER BY a.pid
            """;
        for (var look = 1; ; look++)
        {
            var sessions = await ListAsync(connection, sql, [target], cancellationToken).ConfigureAwait(false);
            if (sessions.Length == 0) return null;
            if (look == Looks)
                return new(
                    ErrorCode.SwapFailed, $"Sessions on \"{target}\" would have to be ended, and this user may not end them: {sessions}.",
                    "End these sessions, or restore as a user that may: a member of their role or of pg_signal_backend; of a superuser's, only a superuser.");

            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<string> ListAsync(NpgsqlConnection connection, string sql, object[] parameters, CancellationToken cancellationToken) =>
        string.Join("; ", await connection.QueryAsync(sql, parameters, row => row.GetString(0), cancellationToken).ConfigureAwait(false));
}
