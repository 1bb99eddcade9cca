using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Sql;

namespace PgClone.Restoring.Planning;

/// <summary>Plans the gathering of fresh statistics.</summary>
internal sealed class AnalyzePlanner(TaskGraph graph, Archive archive, TableFamilies families, RowPlanner rows)
{
    /// <summary>ANALYZE looks at a sample, however large a table is.</summary>
    private const long MostToAnalyze = 4 * 1024 * 1024;

    private const int NoLoad = -1;

    /// <summary>Adds what the tables need. Partitions are analyzed through their root, which counts what is below it.</summary>
    public List<int> AddFor(IReadOnlyList<TocEntry> built, int loaded)
    {
        // Indexes on expressions and extended statistics have statistics of their own, so these come first; a foreign key has none.
        var builtOn = built.Where(entry => entry.Type != "FK CONSTRAINT").SelectMany(entry => families.RelationsOf(entry).Select(table => (table, entry.DumpId))).ToLookup(pair => pair.table, pair => pair.DumpId);
        var tables = archive.Entries.Where(e => e.Type == "TABLE" && IsAnalyzed(e.DumpId)).ToList();
        return [.. tables.GroupBy(LoadOf).Select(AddGroup)];

        int AddGroup(IEnumerable<TocEntry> group)
        {
            var family = group.SelectMany(table => families.WithDescendants(table.DumpId)).ToList();
            var data = group.Any(table => families.HasChildren(table.DumpId)) ? [loaded] : rows.TasksOf(group.Select(table => table.DumpId));
            return Add([.. group.Select(table => table.QuotedName())], [.. data, .. graph.TasksOf(family.SelectMany(id => builtOn[id]))], family);
        }
    }

    /// <summary>Adds one ANALYZE.</summary>
    public int Add(IReadOnlyList<string> relations, IReadOnlyList<int> dependsOn, IReadOnlyList<int> tables) =>
        graph.Add(new AnalyzeTask(relations)
        {
            Stage = Stage.Analyze,
            DependsOn = dependsOn,
            Locks = TableLocks.ExclusiveOf(tables),
            Cost = tables.Sum(table => Math.Min(rows.BytesOf(table), MostToAnalyze)),
        });

    private bool IsAnalyzed(int table) =>
        !families.ParentsOf(table).Any(families.CanAnalyzeAsWhole) && (families.CanAnalyzeAsWhole(table) || rows.HasRows(table));

    /// <summary>Small tables that were loaded together are analyzed together; every other table is a group of its own.</summary>
    private (int Table, int Load) LoadOf(TocEntry table) =>
        !families.HasChildren(table.DumpId) && rows.TasksOf([table.DumpId]).ToList() is [var load] && graph.LoadsMany(load)
            ? (0, load)
            : (table.DumpId, NoLoad);
}
