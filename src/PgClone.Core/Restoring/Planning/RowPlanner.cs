using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Sql;

namespace PgClone.Restoring.Planning;

/// <summary>Plans what the data section brings: rows, large objects, sequence positions.</summary>
internal sealed class RowPlanner
{
    /// <summary>From this block length on, a table is worth more than one connection. It then is neither frozen nor kept out of the WAL.</summary>
    public const long SplitFrom = 16 * 1024 * 1024;

    private readonly TaskGraph _graph;
    private readonly Archive _archive;
    private readonly BlockIndex? _blocks;
    private readonly TableFamilies _families;
    private readonly DumpedCode _code;
    private readonly Func<TocEntry, RestoreStep> _stepOf;
    private readonly IReadOnlyList<TocEntry> _entries;
    private readonly ILookup<int, TocEntry> _dataOf;
    private readonly HashSet<int> _evaluated;

    /// <param name="graph">Where tasks are added.</param>
    /// <param name="archive">The archive.</param>
    /// <param name="blocks">Where its data blocks lie.</param>
    /// <param name="families">Its tables.</param>
    /// <param name="code">What evaluates functions of the dump.</param>
    /// <param name="stepOf">Makes an entry's step.</param>
    /// <param name="entries">The entries to plan.</param>
    public RowPlanner(TaskGraph graph, Archive archive, BlockIndex? blocks, TableFamilies families, DumpedCode code, Func<TocEntry, RestoreStep> stepOf, IReadOnlyList<TocEntry> entries)
    {
        (_graph, _archive, _blocks, _families, _code, _stepOf, _entries) = (graph, archive, blocks, families, code, stepOf, entries);
        var rows = entries.Where(e => e.Type == "TABLE DATA").ToList();
        _dataOf = rows.ToLookup(TableOf);
        GoThroughRoots = rows.Exists(GoesThroughRoot);
        _evaluated = [.. rows.Where(IsEvaluated).Select(e => e.DumpId)];
    }

    /// <summary>Whether rows go into partitioned tables, and from there into any of their partitions.</summary>
    public bool GoThroughRoots { get; }

    /// <summary>Whether there are tables whose rows have functions of the dump evaluated: they come after all others.</summary>
    public bool HasEvaluated => _evaluated.Count > 0;

    public bool HasRows(int table) => _dataOf.Contains(table);

    /// <summary>The tasks that load the rows of tables.</summary>
    public IEnumerable<int> TasksOf(IEnumerable<int> tables) => _graph.TasksOf(tables.SelectMany(table => _dataOf[table]).Select(e => e.DumpId));

    public long BytesOf(int table) =>
        _blocks is null ? 0 : _dataOf[table].Sum(e => _blocks.TryGet(e.DumpId, out var block) ? block.Length : 0);

    /// <summary>Adds everything in the archive's order, but for the rows of extensions' own tables, which come first.</summary>
    public List<int> AddInOrder()
    {
        List<int> tasks = [];
        foreach (var run in Runs.Of(_entries.OrderBy(e => !IsOfExtension(e)), e => (e.HasData, e.Type == "BLOBS")))
        {
            tasks.AddRange(run[0] switch
            {
                { HasData: false } => [AddSteps(run, [])],
                { Type: "BLOBS" } => run.Select(AddLargeObjects),
                _ => SmallTables.GroupInOrder(run.Select(LoadOf)).Select(group => AddLoads(group, parts: 1, [])),
            });
        }

        return tasks;
    }

    /// <summary>
    /// Adds all that evaluates nothing of the dump: the rows of extensions' own tables one after another, as these have their foreign keys already and may be read by
    /// extensions' functions; then the rest side by side.
    /// </summary>
    public List<int> AddSideBySide(int jobs, int mostParts)
    {
        List<int> tasks = [];
        var plain = _entries.Where(e => !e.HasData && (e.Type != "SEQUENCE SET" || !HasEvaluated)).ToList();
        if (plain.Count > 0) tasks.Add(AddSteps(plain, []));

        var loads = _entries.Where(e => e is { HasData: true, Type: not "BLOBS" } && !_evaluated.Contains(e.DumpId)).ToLookup(IsOfExtension, LoadOf);
        var known = AddOneByOne(loads[true], []);
        tasks.AddRange(known);

        var bytes = loads[false].Sum(load => load.Block.Length);
        tasks.AddRange(SmallTables.Group(loads[false]).Select(group => AddLoads(group, Math.Clamp(ShareOf(group, jobs, bytes), 1, mostParts), known.TakeLast(1))));
        tasks.AddRange(_entries.Where(e => e is { HasData: true, Type: "BLOBS" }).Select(AddLargeObjects));
        return tasks;
    }

    /// <summary>
    /// Adds the tables whose rows have functions of the dump evaluated, one by one in the archive's order, then the sequence positions, which such functions may have moved.
    /// </summary>
    public List<int> AddEvaluated(IReadOnlyList<int> dependsOn)
    {
        if (!HasEvaluated) return [];

        var tasks = AddOneByOne(_entries.Where(e => _evaluated.Contains(e.DumpId)).Select(LoadOf), dependsOn);
        var positions = _entries.Where(e => e.Type == "SEQUENCE SET").ToList();
        if (positions.Count > 0) tasks.Add(AddSteps(positions, [.. tasks]));
        return tasks;
    }

    private static bool GoesThroughRoot(TocEntry data) => PartitionRoot.Of(data) is not null;

    /// <summary>An extension makes its tables itself; the archive has but their rows.</summary>
    private bool IsOfExtension(TocEntry entry) => entry.Type == "TABLE DATA" && TableOf(entry) == 0;

    private int TableOf(TocEntry data) => _families.RelationsOf(data).FirstOrDefault();

    /// <summary>A row that goes through a root can come out in any partition.</summary>
    private bool IsEvaluated(TocEntry data) =>
        TableOf(data) is not 0 and var table
        && _families.WithAncestors(table).SelectMany(id => GoesThroughRoot(data) ? _families.WithDescendants(id) : [id]).Distinct().Any(_code.IsEvaluatedForRowsOf);

    /// <summary>Generated columns, and keys by which a row is sent to its partition.</summary>
    private bool ComputesValues(TocEntry data) =>
        _evaluated.Contains(data.DumpId) && (GoesThroughRoot(data) || _families.WithAncestors(TableOf(data)).Any(_families.HasGenerated));

    private List<int> AddOneByOne(IEnumerable<TableLoad> loads, IReadOnlyList<int> dependsOn)
    {
        List<int> tasks = [];
        foreach (var group in SmallTables.GroupInOrder(loads)) tasks.Add(AddLoads(group, parts: 1, tasks.Count == 0 ? dependsOn : tasks.TakeLast(1)));
        return tasks;
    }

    private int AddLoads(IReadOnlyList<TableLoad> loads, int parts, IEnumerable<int> dependsOn) =>
        _graph.Add(new TableDataTask(loads, parts) { Stage = Stage.Data, DependsOn = [.. dependsOn], Cost = loads.Sum(load => load.Block.Length) });

    private int AddSteps(IEnumerable<TocEntry> entries, IEnumerable<int> dependsOn) =>
        _graph.Add(new SqlTask([.. entries.Select(_stepOf)]) { Stage = Stage.Data, DependsOn = [.. dependsOn] });

    private int AddLargeObjects(TocEntry entry)
    {
        var block = Locate(entry);
        return _graph.Add(new LargeObjectsTask(entry, block) { Stage = Stage.Data, DependsOn = [.. _graph.TasksOf(entry.Dependencies)], Cost = block.Length });
    }

    /// <summary>As many connections as the table has a share in all rows.</summary>
    private static int ShareOf(IReadOnlyList<TableLoad> loads, int jobs, long allBytes) =>
        loads is [{ OwnsTable: true, Block.Length: >= SplitFrom and var bytes }] ? (int)Math.Round((double)jobs * bytes / allBytes) : 1;

    private TableLoad LoadOf(TocEntry data) => new(data, Locate(data), _stepOf(data).Settings, OwnsTable(data), ComputesValues(data));

    private BlockLocation Locate(TocEntry entry)
    {
        if (_blocks is not null && _blocks.TryGet(entry.DumpId, out var block)) return block;

        throw new PgCloneException(
            ErrorCode.ArchiveTruncated, "The archive lacks a data block.", _archive.Name, $"{entry.Describe()} has none.",
            "The dump or its transfer was cut short: fetch it or dump it again.");
    }

    /// <summary>A function that reads its own table must not see this load's rows already, as it would if they were frozen.</summary>
    private bool OwnsTable(TocEntry data) =>
        data.CopyStatement is not null
        && !GoesThroughRoot(data)
        && !_evaluated.Contains(data.DumpId)
        && TableOf(data) is not 0 and var table
        && !_families.IsForeign(table)
        && !_families.IsPartitioned(table)
        && _dataOf[table].Count() == 1;
}
