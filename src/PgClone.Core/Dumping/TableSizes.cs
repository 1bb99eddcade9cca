using PgClone.Servers;
using PgClone.Sql;

namespace PgClone.Dumping;

/// <summary>How large the tables of a database were when they were last vacuumed or analyzed. Asking for more than that could wait for locks.</summary>
internal static class TableSizes
{
    private const string Sql = """
        SELECT n.nspname::text, c.relname::text, (c.relpages::bigint + coalesce(t.relpages, 0)) * pg_catalog.current_setting('block_size')::bigint
        FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_catalog.pg_class t ON t.oid = c.reltoastrelid
        WHERE c.relkind = 'r' AND (n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' OR c.oid = 'pg_catalog.pg_largeobject'::pg_catalog.regclass)
        """;

    /// <summary>What large objects lie in.</summary>
    public static TableName LargeObjects { get; } = new("pg_catalog", "pg_largeobject");

    public static async Task<IReadOnlyDictionary<TableName, long>> ReadAsync(PostgresServer server, string database, CancellationToken cancellationToken)
    {
        var connection = await server.OpenAsync(database, cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        var tables = await connection.QueryAsync(
            Sql, [], row => (Name: new TableName(row.GetString(0), row.GetString(1)), Bytes: row.GetInt64(2)), cancellationToken).ConfigureAwait(false);
        return tables.ToDictionary(table => table.Name, table => table.Bytes);
    }
}
