using PgClone.Archives;
using PgClone.Diagnostics;

namespace PgClone.Restoring.Planning;

/// <summary>Plans what is built on the rows: indexes as soon as their tables are loaded; constraints, triggers and the like after the last row.</summary>
internal sealed class BuildPlanner(TaskGraph graph, TableFamilies families, DumpedCode code, RowPlanner rows, Func<TocEntry, RestoreStep> stepOf)
{
    private const int NoLoad = -1;

    /// <summary>The last task so far, of those that are no index, on each table.</summary>
    private readonly Dictionary<int, int> _lastOn = [];

    /// <summary>Adds everything in the archive's order; small tables' indexes are put together where they are neighbours.</summary>
    public List<int> AddInOrder(IReadOnlyList<TocEntry> entries, int loaded)
    {
        var shared = SharedLoads(entries);
        return [.. Runs.Of(entries, shared.GetValueOrDefault).SelectMany(run => AddRun(run, shared.GetValueOrDefault(run[0]), loaded))];
    }

    /// <summary>Adds everything, each as soon as it can be.</summary>
    public List<int> AddSideBySide(IReadOnlyList<TocEntry> entries, int loaded)
    {
        var shared = SharedLoads(entries);
        var groups = entries.ToLookup(shared.GetValueOrDefault);
        return [.. groups.OrderBy(group => group.Key is null).SelectMany(group => AddRun([.. group], group.Key, loaded))];
    }

    private IEnumerable<int> AddRun(IReadOnlyList<TocEntry> run, int? load, int loaded) =>
        load is null ? run.Select(e => AddOne(e, loaded)) : run.Chunk(SmallTables.MostEntries).Select(group => AddIndexes(group, loaded));

    private int AddOne(TocEntry entry, int loaded) => EntryKinds.KindOf(entry) == EntryKind.Index ? AddIndexes([entry], loaded) : AddOther(entry, loaded);

    /// <summary>Of the indexes whose tables are small and that wait for nothing else: the task that loads all rows of these.</summary>
    private Dictionary<TocEntry, int?> SharedLoads(IReadOnlyList<TocEntry> entries)
    {
        var ids = entries.Select(e => e.DumpId).ToHashSet();
        return entries.Where(e => EntryKinds.KindOf(e) == EntryKind.Index && !NeedsAllRows(e) && !e.Dependencies.Any(ids.Contains)).ToDictionary(e => e, LoadOf);
    }

    private int? LoadOf(TocEntry index)
    {
        var tables = families.RelationsOf(index).ToList();
        return tables.Count == 0 ? null : rows.TasksOf(tables).Distinct().ToList() switch
        {
            [] => NoLoad,
            [var load] when graph.LoadsMany(load) => load,
            _ => null,
        };
    }

    private int AddIndexes(IReadOnlyList<TocEntry> entries, int loaded)
    {
        var tables = entries.SelectMany(families.RelationsOf).ToHashSet();
        var after = entries.Any(NeedsAllRows) ? [loaded] : rows.TasksOf(tables);
        return graph.Add(new SqlTask([.. entries.Select(stepOf)])
        {
            Stage = Stage.PostData,
            DependsOn = [.. after, .. graph.TasksOf(entries.SelectMany(entry => entry.Dependencies))],
            Locks = entries is [{ Type: "INDEX" }] ? TableLocks.ShareOf(tables) : TableLocks.ExclusiveOf(tables),
            Cost = entries.Sum(entry => IndexCost.Of(entry, families.RelationsOf(entry).Sum(rows.BytesOf))),
            SortedBytes = entries.All(IndexCost.IsSort) ? tables.Sum(rows.BytesOf) : 0,
        });
    }

    /// <summary>
    /// A primary key of a parent changes its children too; rows that go through a root can reach any partition; functions of the dump may read any table.
    /// </summary>
    private bool NeedsAllRows(TocEntry index) =>
        families.RelationsOf(index).Any(table => families.HasChildren(table) || (rows.GoThroughRoots && families.HasParents(table))) || code.IsEvaluatedToBuild(index);

    private int AddOther(TocEntry entry, int loaded)
    {
        var related = families.RelationsOf(entry).ToList();
        IReadOnlyList<int> owners = families.OwnerOf(entry) is { } owner ? [owner] : related;
        var tables = related.SelectMany(families.WithDescendants).Distinct().ToList();
        var task = graph.Add(new SqlTask([stepOf(entry)])
        {
            Stage = Stage.PostData,
            DependsOn = [loaded, .. graph.TasksOf(entry.Dependencies), .. LastOnFamilyOf(owners)],
            Locks = TableLocks.ExclusiveOf(tables),
            Cost = entry.Type is "FK CONSTRAINT" or "CHECK CONSTRAINT" ? IndexCost.Of(entry, tables.Sum(rows.BytesOf)) : 0,
        });
        foreach (var table in owners) _lastOn[table] = task;
        return task;
    }

    /// <summary>What a table has from its parents can be spoken of without a recorded dependency, as a trigger that is off on a partition; and a child may have a parent's constraint already.</summary>
    private IEnumerable<int> LastOnFamilyOf(IEnumerable<int> tables) =>
        tables.SelectMany(table => families.WithAncestors(table).Concat(families.WithDescendants(table))).Where(_lastOn.ContainsKey).Select(table => _lastOn[table]);
}
