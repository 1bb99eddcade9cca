using PgClone.Archives;

namespace PgClone.Restoring.Planning;

/// <summary>The tables of an archive and which is a partition of or inherits from which.</summary>
internal sealed class TableFamilies
{
    private static readonly HashSet<string> Relations = ["TABLE", "FOREIGN TABLE", "VIEW", "MATERIALIZED VIEW"];

    private readonly Dictionary<int, TocEntry> _relations;
    private readonly ILookup<int, int> _children;
    private readonly ILookup<int, int> _parents;
    private readonly HashSet<int> _partitioned;

    public TableFamilies(Archive archive)
    {
        _relations = archive.Entries.Where(e => Relations.Contains(e.Type)).ToDictionary(e => e.DumpId);
        var attached = archive.Entries.Where(e => e.Type == "TABLE ATTACH").SelectMany(FindAttachment)
            .Concat(_relations.Values.Where(AttachesItself).SelectMany(FindOwnAttachment)).ToList();
        var edges = attached.Concat(_relations.Values.Where(Inherits).SelectMany(FindInheritance)).Distinct().ToList();

        _children = edges.ToLookup(edge => edge.Parent, edge => edge.Child);
        _parents = edges.ToLookup(edge => edge.Child, edge => edge.Parent);
        _partitioned = [.. attached.Select(edge => edge.Parent), .. _relations.Values.Where(IsMadePartitioned).Select(e => e.DumpId)];
    }

    /// <summary>The tables and views that an entry depends on directly.</summary>
    public IEnumerable<int> RelationsOf(TocEntry entry) => entry.Dependencies.Where(_relations.ContainsKey).Distinct();

    public bool HasChildren(int table) => _children.Contains(table);

    public bool HasParents(int table) => _parents.Contains(table);

    /// <summary>Whether the table has partitions, or may have.</summary>
    public bool IsPartitioned(int table) => _partitioned.Contains(table);

    public bool IsForeign(int table) => _relations.GetValueOrDefault(table)?.Type == "FOREIGN TABLE";

    /// <summary>Whether one ANALYZE reaches all that is below a partitioned table. It fails at a foreign partition whose server does not answer.</summary>
    public bool CanAnalyzeAsWhole(int table) => IsPartitioned(table) && !WithDescendants(table).Any(IsForeign);

    /// <summary>Whether the table's definition may have generated columns; it is only looked for their words.</summary>
    public bool HasGenerated(int table) => _relations.GetValueOrDefault(table)?.Definition?.Contains(" GENERATED ALWAYS AS (", StringComparison.Ordinal) == true;

    /// <summary>The tables that a table is a partition of or inherits from, directly.</summary>
    public IEnumerable<int> ParentsOf(int table) => _parents[table];

    /// <summary>A table with all that is below it.</summary>
    public IEnumerable<int> WithDescendants(int table) => Walk(table, _children);

    /// <summary>The same, as entries.</summary>
    public IEnumerable<TocEntry> TableWithDescendants(int table) => WithDescendants(table).Where(_relations.ContainsKey).Select(id => _relations[id]);

    /// <summary>A table with all that is above it.</summary>
    public IEnumerable<int> WithAncestors(int table) => Walk(table, _parents);

    /// <summary>The tables that a table is a partition of, up to the root.</summary>
    public IEnumerable<TocEntry> PartitionedAbove(int table) =>
        WithAncestors(table).Where(id => id != table && _partitioned.Contains(id)).Select(id => _relations[id]);

    /// <summary>Whether the table can have rows of its own in the archive.</summary>
    public bool HoldsRows(int table) => _relations[table].Type == "TABLE" && !IsPartitioned(table);

    /// <summary>The table that an index, constraint, trigger and the like is part of, whatever other tables it depends on; null if it is of none.</summary>
    public int? OwnerOf(TocEntry entry) =>
        RelationsOf(entry)
            .Select(id => _relations[id])
            .FirstOrDefault(table => table.Namespace == entry.Namespace
                && (entry.Type is "INDEX" or "STATISTICS" || entry.Tag.StartsWith(table.Tag + " ", StringComparison.Ordinal)))
            ?.DumpId;

    private static IEnumerable<int> Walk(int table, ILookup<int, int> next)
    {
        var seen = new HashSet<int> { table };
        var open = new Stack<int>(seen);
        while (open.TryPop(out var id))
        {
            yield return id;
            foreach (var other in next[id].Where(seen.Add)) open.Push(other);
        }
    }

    private static bool IsMadePartitioned(TocEntry table) =>
        table.RelationKind == 'p' || table.Definition?.Contains("\nPARTITION BY ", StringComparison.Ordinal) == true;

    private static bool Inherits(TocEntry table) => table.Type == "TABLE" && table.Definition?.Contains("\nINHERITS (", StringComparison.Ordinal) == true;

    private static bool AttachesItself(TocEntry table) =>
        table.Definition?.Contains(" ATTACH PARTITION ", StringComparison.Ordinal) == true || table.Definition?.Contains(" PARTITION OF ", StringComparison.Ordinal) == true;

    private IEnumerable<(int Parent, int Child)> FindInheritance(TocEntry table) =>
        RelationsOf(table).Select(parent => (parent, table.DumpId));

    /// <summary>Before version 14, a partition's own entry attaches it.</summary>
    private IEnumerable<(int Parent, int Child)> FindOwnAttachment(TocEntry table) =>
        RelationsOf(table).Where(parent => IsMadePartitioned(_relations[parent])).Select(parent => (parent, table.DumpId));

    /// <summary>A TABLE ATTACH entry has its child's name and depends on both tables, in an order that versions differ in.</summary>
    private IEnumerable<(int Parent, int Child)> FindAttachment(TocEntry attach)
    {
        var tables = RelationsOf(attach).ToList();
        var child = tables.Find(id => _relations[id].Tag == attach.Tag && _relations[id].Namespace == attach.Namespace);
        return tables.Where(id => id != child).Select(parent => (parent, child));
    }
}
