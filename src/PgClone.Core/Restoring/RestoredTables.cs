using Npgsql;
using PgClone.Restoring.Execution;
using PgClone.Sql;

namespace PgClone.Restoring;

/// <summary>The tables of a database that another program restored.</summary>
internal static class RestoredTables
{
    private const string UserTables = """
        SELECT n.nspname::text, c.relname::text
        FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND
        """;

    /// <summary>Counts the rows of every table.</summary>
    public static async Task<IReadOnlyList<TableRows>> CountAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var counted = new List<TableRows>();
        foreach (var table in await FindAsync(connection, "c.relkind = 'r'", cancellationToken).ConfigureAwait(false))
        {
            var sql = $"SELECT count(*) FROM ONLY {PostgresIdentifier.Quote(table.Schema, table.Name)}";
            var rows = await connection.QueryAsync(sql, [], row => row.GetInt64(0), cancellationToken).ConfigureAwait(false);
            counted.Add(new TableRows(table.Schema, table.Name, rows[0], Bytes: 0));
        }

        return counted;
    }

    /// <summary>
    /// Gathers fresh statistics, table by table: an ANALYZE of the whole database would end at the first foreign table whose server does not answer.
    /// </summary>
    /// <returns>The tables that have none, and why, a sentence each.</returns>
    public static async Task<IReadOnlyList<string>> AnalyzeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var notices = new List<string>();
        // Partitions are analyzed through their root.
        foreach (var table in await FindAsync(connection, "c.relkind IN ('r', 'p', 'm') AND NOT c.relispartition", cancellationToken).ConfigureAwait(false))
        {
            var name = PostgresIdentifier.Quote(table.Schema, table.Name);
            try
            {
                await connection.ExecuteAsync("ANALYZE " + name, cancellationToken).ConfigureAwait(false);
            }
            catch (PostgresException e)
            {
                notices.Add(RestoreFailure.OfAnalyze(name, e));
            }
        }

        return notices;
    }

    private static Task<List<TableName>> FindAsync(NpgsqlConnection connection, string condition, CancellationToken cancellationToken) =>
        connection.QueryAsync($"{UserTables} {condition} ORDER BY 1, 2", [], row => new TableName(row.GetString(0), row.GetString(1)), cancellationToken);
}
