using Npgsql;
using PgClone.Servers;
using PgClone.Sql;

namespace PgClone.Databases;

/// <summary>The clients that are connected to a database.</summary>
internal static class DatabaseSessions
{
    /// <summary>Before this version the count of sessions comes late, or never.</summary>
    public const int CountedFrom = 15;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Ends the sessions on some databases and waits some seconds for them to be gone: a rename or a copy would wait for them in steps of 100 ms.</summary>
    /// <exception cref="PostgresException">One of them may not be ended by the user.</exception>
    public static async Task EndAsync(NpgsqlConnection connection, string[] databases, CancellationToken cancellationToken)
    {
        const string sql = "SELECT pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity WHERE datname = ANY ($1) AND usesysid IS NOT NULL";
        var deadline = DateTime.UtcNow + Patience;
        while ((await connection.QueryAsync(sql, [databases], row => row.GetBoolean(0), cancellationToken).ConfigureAwait(false)).Count > 0 && DateTime.UtcNow < deadline)
            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>How many sessions the server has counted on a database, past ones included; null where it does not count them reliably.</summary>
    public static async Task<long?> CountAsync(PostgresServer server, string database, CancellationToken cancellationToken)
    {
        if (server.Version.Major < CountedFrom) return null;

        var connection = await server.OpenMaintenanceAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        return await CountAsync(connection, server.Version, database, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc cref="CountAsync(PostgresServer, string, CancellationToken)"/>
    public static async Task<long?> CountAsync(NpgsqlConnection connection, PostgresVersion version, string database, CancellationToken cancellationToken)
    {
        if (version.Major < CountedFrom) return null;

        const string sql = "SELECT pg_stat_get_db_sessions(oid) FROM pg_catalog.pg_database WHERE datname = $1";
        return (await connection.QueryAsync(sql, [database], row => row.GetInt64(0), cancellationToken).ConfigureAwait(false))[0];
    }

    /// <summary>Who is connected, and since when: <c>session 17 of "etl" (nightly), for 00:12:31</c>. What the user may not see is left out.</summary>
    public static Task<List<string>> DescribeAsync(NpgsqlConnection connection, string database, CancellationToken cancellationToken)
    {
        // Autovacuum's workers have no user; a copy ends them.
        const string sql = """
            SELECT format('session %s of "%s"%s%s', pid, usename, ' (' || nullif(application_name, '') || ')',
                          ', for ' || date_trunc('second', greatest(clock_timestamp() - backend_start, '0')))
            FROM pg_stat_activity WHERE datname = $1 AND usesysid IS NOT NULL AND pid <> pg_backend_pid() ORDER BY backend_start, pid
            """;
        return connection.QueryAsync(sql, [database], r => r.GetString(0), cancellationToken);
    }
}
