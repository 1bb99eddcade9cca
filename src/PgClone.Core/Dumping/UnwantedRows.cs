using PgClone.Restoring.Planning;
using PgClone.Servers;
using PgClone.Sql;

namespace PgClone.Dumping;

/// <summary>
/// Finds the tables whose rows a selection leaves out by its names. pg_dump's own patterns fold case, take a name that matches nothing for no error, and
/// leave the rows of a partitioned table in its partitions.
/// </summary>
internal static class UnwantedRows
{
    // The rows of an extension's own tables go with the extension, whatever tables are selected.
    private const string AllTables = """
        SELECT c.oid, n.nspname::text, c.relname::text, CASE WHEN c.relispartition THEN i.inhparent END
        FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_catalog.pg_inherits i ON i.inhrelid = c.oid AND c.relispartition
        WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype = 'e')
        ORDER BY 2, 3
        """;

    /// <exception cref="Diagnostics.PgCloneException"><see cref="Diagnostics.ErrorCode.DatabaseNotFound"/> and the like.</exception>
    public static async Task<IReadOnlyList<TableName>> FindAsync(PostgresServer server, string database, Selection selection, CancellationToken cancellationToken)
    {
        // Also where all is selected: a database that can't be opened fails here with a code of its own, and not in pg_dump.
        var connection = await server.OpenAsync(database, cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        if (selection.IsEverything) return [];

        var tables = await connection.QueryAsync(
            AllTables,
            [],
            row => new Table(row.GetFieldValue<uint>(0), new TableName(row.GetString(1), row.GetString(2)), row.IsDBNull(3) ? null : row.GetFieldValue<uint>(3)),
            cancellationToken).ConfigureAwait(false);

        var byOid = tables.ToDictionary(t => t.Oid);
        return [.. tables.Where(t => !selection.WantsRows([.. LineOf(t)])).Select(t => t.Name)];

        IEnumerable<TableName> LineOf(Table? table)
        {
            for (; table is not null; table = table.Parent is { } parent ? byOid.GetValueOrDefault(parent) : null) yield return table.Name;
        }
    }

    private sealed record Table(uint Oid, TableName Name, uint? Parent);
}
