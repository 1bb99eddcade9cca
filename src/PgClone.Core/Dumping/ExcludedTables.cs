using PgClone.Diagnostics;
using PgClone.Servers;
using PgClone.Sql;

namespace PgClone.Dumping;

/// <summary>
/// Finds the tables that patterns mean. pg_dump's own patterns fold case, take a name that matches nothing for no error, and leave the rows
/// of a partitioned table in its partitions.
/// </summary>
internal static class ExcludedTables
{
    private const string AllTables = """
        SELECT c.oid, n.nspname::text, c.relname::text, CASE WHEN c.relispartition THEN i.inhparent END
        FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_catalog.pg_inherits i ON i.inhrelid = c.oid AND c.relispartition
        WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        ORDER BY 2, 3
        """;

    /// <exception cref="PgCloneException">
    /// <see cref="ErrorCode.InvalidOption"/>: a pattern means no table. <see cref="ErrorCode.DatabaseNotFound"/> and the like.
    /// </exception>
    public static async Task<IReadOnlyList<TableName>> FindAsync(
        PostgresServer server, string database, IReadOnlyList<string> patterns, CancellationToken cancellationToken)
    {
        // Also without patterns: a database that can't be opened fails here with a code of its own, and not in pg_dump.
        var connection = await server.OpenAsync(database, cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        if (patterns.Count == 0) return [];

        var tables = await connection.QueryAsync(
            AllTables,
            [],
            row => new Table(row.GetFieldValue<uint>(0), new TableName(row.GetString(1), row.GetString(2)), row.IsDBNull(3) ? null : row.GetFieldValue<uint>(3)),
            cancellationToken).ConfigureAwait(false);

        var excluded = new HashSet<uint>();
        foreach (var pattern in patterns)
        {
            var matches = tables.Where(t => t.Name.Matches(pattern)).Select(t => t.Oid).ToList();
            if (matches.Count == 0) throw Unmatched(pattern, database);
            excluded.UnionWith(matches);
        }

        var parents = tables.Where(t => t.Parent is not null).ToDictionary(t => t.Oid, t => t.Parent!.Value);
        return [.. tables.Where(t => LineOf(t.Oid).Any(excluded.Contains)).Select(t => t.Name)];

        IEnumerable<uint> LineOf(uint oid)
        {
            yield return oid;
            while (parents.TryGetValue(oid, out oid)) yield return oid;
        }
    }

    private static PgCloneException Unmatched(string pattern, string database) => new(
        ErrorCode.InvalidOption, $"No table matches '{pattern}', whose rows are to be left out.", $"database \"{database}\"",
        advice: TableName.PatternAdvice);

    private sealed record Table(uint Oid, TableName Name, uint? Parent);
}
