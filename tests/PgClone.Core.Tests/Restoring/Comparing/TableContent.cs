using PgClone.Databases;
using PgClone.Sql;
using PgClone.Testing;

namespace PgClone.Restoring.Comparing;

/// <summary>What the tables and materialized views of a database hold, generated columns included.</summary>
internal static class TableContent
{
    /// <summary>
    /// A query for each relation. A row is its columns in the order of their names, and a sum of hashes does not depend on the order of rows: a
    /// restore may change both. Nor is it the same everywhere in which hash partition a row is, so that their root counts.
    /// </summary>
    private const string Queries = """
        SELECT format('SELECT %L || count(*) || '' rows, '' || coalesce(sum(hashtextextended(ROW(%s)::text, 0)), 0) FROM %s', c.oid::regclass || ': ',
            (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attname) FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped),
            CASE relkind WHEN 'p' THEN '' ELSE 'ONLY ' END || c.oid::regclass)
        FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
        LEFT JOIN pg_partitioned_table h ON h.partrelid = c.oid AND h.partstrat = 'h'
        WHERE (relkind IN ('r', 'm') OR h.partrelid IS NOT NULL) AND relispopulated AND nspname !~ '^pg_' AND nspname <> 'information_schema'
            AND NOT EXISTS (SELECT FROM pg_partition_ancestors(c.oid) a JOIN pg_partitioned_table p ON p.partrelid = a.relid WHERE partstrat = 'h' AND a.relid <> c.oid)
        ORDER BY c.oid::regclass::text COLLATE "C"
        """;

    /// <summary>A line for each: its name, how many rows it has, and the sum of their hashes.</summary>
    public static async Task<IReadOnlyList<string>> LinesOfAsync(TestDatabase database)
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var connection = await database.Server.OpenAsync(database.Name, cancel);
        await connection.ExecuteAsync("SET search_path = pg_catalog; SET row_security = off", cancel);
        var lines = new List<string>();
        foreach (var query in await connection.QueryAsync(Queries, [], row => row.GetString(0), cancel))
            lines.AddRange(await connection.QueryAsync(query, [], row => row.GetString(0), cancel));
        return lines;
    }
}
