using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Sql;

namespace PgClone.Restoring.Planning;

/// <summary>Plans everything after pre-data: rows, what is built on them, and what has to see all of it.</summary>
internal sealed class TaskPlanner(Archive archive, BlockIndex? blocks, int jobs, int mostParts, Func<TocEntry, RestoreStep> stepOf)
{
    private readonly TaskGraph _graph = new();
    private readonly TableFamilies _families = new(archive);
    private readonly DumpedCode _code = new(archive);

    /// <summary>Plans the entries that are not pre-data. With one job they run one after another in the archive's order, as with stock pg_restore.</summary>
    public IReadOnlyList<RestoreTask> Plan(IReadOnlyList<TocEntry> entries)
    {
        var kinds = entries.ToLookup(EntryKinds.KindOf);
        var rows = new RowPlanner(_graph, archive, blocks, _families, _code, stepOf, [.. kinds[EntryKind.Data]]);
        var builds = new BuildPlanner(_graph, _families, _code, rows, stepOf);
        var analyzes = new AnalyzePlanner(_graph, archive, _families, rows);
        // In the archive's order: an index may depend on a view that had to wait for a primary key.
        var postData = entries.Where(e => EntryKinds.KindOf(e) is EntryKind.Index or EntryKind.PostData).ToList();

        var loaded = AddMilestone("the last row", jobs == 1 ? rows.AddInOrder() : AddRows(rows));
        var built = AddMilestone("the last index and constraint", [loaded, .. jobs == 1 ? builds.AddInOrder(postData, loaded) : builds.AddSideBySide(postData, loaded)]);
        var readable = AddSerial([.. kinds[EntryKind.Remark], .. kinds[EntryKind.Acl]], [built]);

        var bringsStatistics = kinds.Contains(EntryKind.TableStatistics) || kinds.Contains(EntryKind.OtherStatistics);
        // After the privileges: GRANT, too, writes a table's row of pg_class, and takes no lock on the table.
        var statistics = bringsStatistics ? [.. kinds[EntryKind.TableStatistics].Select(e => AddStatistics(e, readable))] : analyzes.AddFor(postData, loaded);
        var planned = AddMilestone("statistics of tables", [readable, .. statistics]);

        var refreshes = AddRefreshes([.. kinds[EntryKind.Refresh]], planned);
        foreach (var entry in kinds[EntryKind.OtherStatistics]) AddStatistics(entry, planned);
        if (!bringsStatistics)
            foreach (var entry in kinds[EntryKind.Refresh]) analyzes.Add([entry.QuotedName()], [.. _graph.TasksOf([entry.DumpId])], [.. _families.RelationsOf(entry)]);

        AddSerial([.. kinds[EntryKind.EventTrigger]], [planned, .. refreshes]);
        return jobs == 1 ? InOrder(_graph.Tasks) : _graph.Tasks;
    }

    /// <summary>Each after the one before. What loads no table comes after all that do before it: one of those may be tried again after the others.</summary>
    private static List<RestoreTask> InOrder(IReadOnlyList<RestoreTask> tasks)
    {
        List<RestoreTask> ordered = [];
        List<int> loads = [];
        foreach (var task in tasks)
        {
            var before = task.Id == 0 ? [] : new[] { task.Id - 1 };
            ordered.Add(task with { DependsOn = task is TableDataTask ? before : [.. loads.Union(before)] });
            if (task is TableDataTask) loads.Add(task.Id);
            else loads.Clear();
        }

        return ordered;
    }

    private List<int> AddRows(RowPlanner rows)
    {
        var plain = rows.AddSideBySide(jobs, mostParts);
        return rows.HasEvaluated ? [.. plain, .. rows.AddEvaluated([AddMilestone("the last row that no code reads others for", plain)])] : plain;
    }

    /// <summary>A function may read any materialized view, so what calls one is filled after all others.</summary>
    private List<int> AddRefreshes(IReadOnlyList<TocEntry> refreshes, int planned)
    {
        var byCode = refreshes.ToLookup(e => jobs > 1 && _code.IsEvaluatedToRefresh(e));
        List<int> tasks = [.. byCode[false].Select(e => AddStep(e, Stage.PostData, [planned, .. _graph.TasksOf(e.Dependencies)], TableLocks.None))];
        if (!byCode.Contains(true)) return tasks;

        var before = AddMilestone("materialized views that call no code", [planned, .. tasks]);
        foreach (var entry in byCode[true]) before = AddStep(entry, Stage.PostData, [before], TableLocks.None);
        return [before];
    }

    private int AddStatistics(TocEntry entry, int after) =>
        AddStep(entry, Stage.Analyze, [after, .. _graph.TasksOf(entry.Dependencies)], TableLocks.ExclusiveOf(_families.RelationsOf(entry)));

    private int AddStep(TocEntry entry, Stage stage, IReadOnlyList<int> dependsOn, TableLocks locks) =>
        _graph.Add(new SqlTask([stepOf(entry)]) { Stage = stage, DependsOn = dependsOn, Locks = locks });

    private int AddMilestone(string name, IReadOnlyList<int> dependsOn) =>
        _graph.Add(new Milestone(name) { Stage = Stage.PostData, DependsOn = dependsOn });

    /// <summary>One task for all of them; where there are none, only a place to wait.</summary>
    private int AddSerial(IReadOnlyList<TocEntry> entries, IReadOnlyList<int> dependsOn) => entries.Count == 0
        ? AddMilestone("remarks", dependsOn)
        : _graph.Add(new SqlTask([.. entries.Select(stepOf)]) { Stage = Stage.PostData, DependsOn = dependsOn });
}
