using Npgsql;
using PgClone.Sql;

namespace PgClone.Databases;

/// <summary>The clients that are connected to a database.</summary>
internal static class DatabaseSessions
{
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
