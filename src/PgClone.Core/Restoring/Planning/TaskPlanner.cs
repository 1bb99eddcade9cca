using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Restoring.Sql;

namespace PgClone.Restoring.Planning;

/// <summary>Plans what runs in parallel: rows, and everything after them.</summary>
internal sealed class TaskPlanner(Archive archive, BlockIndex? blocks, int jobs, int mostParts, Func<TocEntry, RestoreStep> stepOf)
{
    /// <summary>From this block length on, a table is worth more than one connection. It then is neither frozen nor kept out of the WAL.</summary>
    private const long SplitFrom = 16 * 1024 * 1024;

    /// <summary>ANALYZE looks at a sample, however large a table is.</summary>
    private const long MostToAnalyze = 4 * 1024 * 1024;

    private const int NoLoad = -1;

    private readonly TaskGraph _graph = new();
    private readonly TableFamilies _families = new(archive);
    private ILookup<int, TocEntry> _dataOf = Array.Empty<TocEntry>().ToLookup(e => e.DumpId);
    private bool _loadsThroughRoots;

    /// <summary>Plans the entries that are not pre-data.</summary>
    public IReadOnlyList<RestoreTask> Plan(IReadOnlyList<TocEntry> entries)
    {
        var kinds = entries.ToLookup(EntryKinds.KindOf);
        var rows = kinds[EntryKind.Data].Where(e => e.Type == "TABLE DATA").ToList();
        _dataOf = rows.ToLookup(e => _families.RelationsOf(e).FirstOrDefault());
        _loadsThroughRoots = rows.Exists(LoadsThroughRoot);

        var loaded = AddMilestone("the last row", AddData(kinds[EntryKind.Data]));
        // In the archive's order: an index may depend on a view that had to wait for a primary key.
        var postData = entries.Where(e => EntryKinds.KindOf(e) is EntryKind.Index or EntryKind.PostData).ToList();
        var sharing = postData.ToLookup(SharedLoadOf([.. postData.Select(e => e.DumpId)]));
        var shared = sharing.Where(group => group.Key is not null).SelectMany(group => group.Chunk(SmallTables.MostEntries)).Select(group => AddIndexes(group, loaded)).ToList();
        var built = AddMilestone("the last index and constraint", [loaded, .. shared, .. sharing[null].Select(e => AddPostData(e, loaded))]);
        var readable = AddSerial([.. kinds[EntryKind.Remark], .. kinds[EntryKind.Acl]], Stage.PostData, [built]);

        var bringsStatistics = kinds.Contains(EntryKind.TableStatistics) || kinds.Contains(EntryKind.OtherStatistics);
        var statistics = bringsStatistics ? [.. kinds[EntryKind.TableStatistics].Select(e => AddStatistics(e, built))] : AddAnalyzes(postData, loaded);
        var planned = AddMilestone("statistics of tables", [readable, .. statistics]);

        var refreshes = kinds[EntryKind.Refresh].Select(e => AddRefresh(e, planned)).ToList();
        foreach (var entry in kinds[EntryKind.OtherStatistics]) AddStatistics(entry, planned);
        if (!bringsStatistics)
            foreach (var entry in kinds[EntryKind.Refresh]) AddAnalyze([entry.QuotedName()], [.. _graph.TasksOf([entry.DumpId])], [.. _families.RelationsOf(entry)]);

        AddSerial([.. kinds[EntryKind.EventTrigger]], Stage.PostData, [planned, .. refreshes]);
        return _graph.Tasks;
    }

    /// <summary>The rows of a partition that come in through its root, since they may belong to another partition here.</summary>
    private static bool LoadsThroughRoot(TocEntry data) =>
        data.Definition?.StartsWith("-- load via partition root ", StringComparison.Ordinal) == true
        || (data.CopyStatement is { } copy && !CopyStatement.Names(copy, data));

    private int AddMilestone(string name, IReadOnlyList<int> dependsOn) =>
        _graph.Add(new Milestone(name) { Stage = Stage.PostData, DependsOn = dependsOn });

    private List<int> AddData(IEnumerable<TocEntry> entries)
    {
        var byType = entries.ToLookup(e => e.HasData);
        // Sequence positions, and large objects without their contents yet.
        var plain = AddSerial([.. byType[false]], Stage.Data, []);
        var blocksOf = byType[true].ToLookup(e => e.Type == "BLOBS");
        var loads = blocksOf[false].Select(e => new TableLoad(e, Locate(e), stepOf(e).Settings, OwnsTable(e))).ToList();
        var bytes = loads.Sum(load => load.Block.Length);
        return [plain, .. SmallTables.Group(loads).Select(group => AddTables(group, bytes)), .. blocksOf[true].Select(AddLargeObjects)];
    }

    private int AddTables(IReadOnlyList<TableLoad> loads, long allBytes)
    {
        var bytes = loads.Sum(load => load.Block.Length);
        return _graph.Add(new TableDataTask(loads, PartsOf(loads, bytes, allBytes)) { Stage = Stage.Data, Cost = bytes });
    }

    /// <summary>As many connections as the table has a share in all rows.</summary>
    private int PartsOf(IReadOnlyList<TableLoad> loads, long bytes, long allBytes) =>
        loads is [{ OwnsTable: true }] && bytes >= SplitFrom ? Math.Clamp((int)Math.Round((double)jobs * bytes / allBytes), 1, mostParts) : 1;

    private int AddLargeObjects(TocEntry entry)
    {
        var block = Locate(entry);
        return _graph.Add(new LargeObjectsTask(entry, block) { Stage = Stage.Data, DependsOn = [.. _graph.TasksOf(entry.Dependencies)], Cost = block.Length });
    }

    private BlockLocation Locate(TocEntry entry)
    {
        if (blocks is not null && blocks.TryGet(entry.DumpId, out var block)) return block;

        throw new PgCloneException(
            ErrorCode.ArchiveTruncated, "The archive lacks a data block.", archive.Name, $"{entry.Describe()} has none.",
            "The dump or its transfer was cut short: fetch it or dump it again.");
    }

    private bool OwnsTable(TocEntry data) =>
        data.CopyStatement is not null
        && !LoadsThroughRoot(data)
        && _families.RelationsOf(data).FirstOrDefault() is not 0 and var table
        && !_families.IsForeign(table)
        && !_families.IsPartitioned(table)
        && _dataOf[table].Count() == 1;

    /// <summary>The task that loads all rows of an index's tables, if these are small and the index waits for nothing else; null for everything else.</summary>
    private Func<TocEntry, int?> SharedLoadOf(HashSet<int> postData) => entry =>
    {
        var tables = _families.RelationsOf(entry).ToList();
        if (EntryKinds.KindOf(entry) != EntryKind.Index || tables.Count == 0 || tables.Exists(NeedsAllRows) || entry.Dependencies.Any(postData.Contains)) return null;

        return LoadsOf(tables).Distinct().ToList() switch
        {
            [] => NoLoad,
            [var load] when LoadsMany(load) => load,
            _ => null,
        };
    };

    private bool LoadsMany(int task) => _graph[task] is TableDataTask { Loads.Count: > 1 };

    private int AddIndexes(IReadOnlyList<TocEntry> entries, int loaded)
    {
        var tables = entries.SelectMany(_families.RelationsOf).ToHashSet();
        var rows = tables.Any(NeedsAllRows) ? [loaded] : LoadsOf(tables);
        return _graph.Add(new SqlTask([.. entries.Select(stepOf)])
        {
            Stage = Stage.PostData,
            DependsOn = [.. rows, .. _graph.TasksOf(entries.SelectMany(entry => entry.Dependencies))],
            Locks = entries is [{ Type: "INDEX" }] ? TableLocks.ShareOf(tables) : TableLocks.ExclusiveOf(tables),
            Cost = entries.Sum(entry => IndexCost.Of(entry, _families.RelationsOf(entry).Sum(BytesOf))),
            SortedBytes = entries.All(IndexCost.IsSort) ? tables.Sum(BytesOf) : 0,
        });
    }

    /// <summary>The tasks that load the rows of tables.</summary>
    private IEnumerable<int> LoadsOf(IEnumerable<int> tables) => _graph.TasksOf(tables.SelectMany(table => _dataOf[table]).Select(e => e.DumpId));

    /// <summary>A primary key of a parent changes its children too; rows that go through a root can reach any partition.</summary>
    private bool NeedsAllRows(int table) => _families.HasChildren(table) || (_loadsThroughRoots && _families.HasParents(table));

    private int AddPostData(TocEntry entry, int loaded)
    {
        if (EntryKinds.KindOf(entry) == EntryKind.Index) return AddIndexes([entry], loaded);

        var tables = _families.RelationsOf(entry).SelectMany(_families.WithDescendants).Distinct().ToList();
        var cost = entry.Type is "FK CONSTRAINT" or "CHECK CONSTRAINT" ? IndexCost.Of(entry, tables.Sum(BytesOf)) : 0;
        return AddStep(entry, Stage.PostData, [loaded, .. _graph.TasksOf(entry.Dependencies)], TableLocks.ExclusiveOf(tables), cost);
    }

    private long BytesOf(int table) =>
        blocks is null ? 0 : _dataOf[table].Sum(e => blocks.TryGet(e.DumpId, out var block) ? block.Length : 0);

    private int AddStatistics(TocEntry entry, int after) =>
        AddStep(entry, Stage.Analyze, [after, .. _graph.TasksOf(entry.Dependencies)], TableLocks.ExclusiveOf(_families.RelationsOf(entry)), 0);

    private int AddRefresh(TocEntry entry, int after) =>
        AddStep(entry, Stage.PostData, [after, .. _graph.TasksOf(entry.Dependencies)], TableLocks.None, 0);

    private int AddStep(TocEntry entry, Stage stage, IReadOnlyList<int> dependsOn, TableLocks locks, long cost) =>
        _graph.Add(new SqlTask([stepOf(entry)]) { Stage = stage, DependsOn = dependsOn, Locks = locks, Cost = cost });

    /// <summary>One task for all of them; where there are none, only a place to wait.</summary>
    private int AddSerial(IReadOnlyList<TocEntry> entries, Stage stage, IReadOnlyList<int> dependsOn) => _graph.Add(
        entries.Count == 0
            ? new Milestone(stage.ToString()) { Stage = stage, DependsOn = dependsOn }
            : new SqlTask([.. entries.Select(stepOf)]) { Stage = stage, DependsOn = dependsOn });

    /// <summary>Partitions are analyzed through their root, which counts what is below it.</summary>
    private List<int> AddAnalyzes(List<TocEntry> built, int loaded)
    {
        // Indexes on expressions and extended statistics have statistics of their own, so these come first; a foreign key has none.
        var builtOn = built.Where(entry => entry.Type != "FK CONSTRAINT").SelectMany(entry => _families.RelationsOf(entry).Select(table => (table, entry.DumpId))).ToLookup(pair => pair.table, pair => pair.DumpId);
        var tables = archive.Entries.Where(e => e.Type == "TABLE" && IsAnalyzed(e.DumpId)).ToList();
        return [.. tables.GroupBy(LoadOf).Select(AddGroup)];

        bool IsAnalyzed(int table) =>
            !_families.ParentsOf(table).Any(_families.CanAnalyzeAsWhole) && (_families.CanAnalyzeAsWhole(table) || _dataOf.Contains(table));

        // Small tables that were loaded together are analyzed together; every other table is a group of its own.
        (int Table, int Load) LoadOf(TocEntry table) =>
            !_families.HasChildren(table.DumpId) && LoadsOf([table.DumpId]).ToList() is [var load] && LoadsMany(load)
                ? (0, load)
                : (table.DumpId, NoLoad);

        int AddGroup(IEnumerable<TocEntry> group)
        {
            var family = group.SelectMany(table => _families.WithDescendants(table.DumpId)).ToList();
            var data = group.Any(table => _families.HasChildren(table.DumpId)) ? [loaded] : LoadsOf(group.Select(table => table.DumpId));
            return AddAnalyze([.. group.Select(table => table.QuotedName())], [.. data, .. _graph.TasksOf(family.SelectMany(id => builtOn[id]))], family);
        }
    }

    private int AddAnalyze(IReadOnlyList<string> relations, IReadOnlyList<int> dependsOn, IReadOnlyList<int> tables) =>
        _graph.Add(new AnalyzeTask(relations)
        {
            Stage = Stage.Analyze,
            DependsOn = dependsOn,
            Locks = TableLocks.ExclusiveOf(tables),
            Cost = tables.Sum(table => Math.Min(BytesOf(table), MostToAnalyze)),
        });
}
