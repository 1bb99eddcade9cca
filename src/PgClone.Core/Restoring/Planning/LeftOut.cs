using PgClone.Archives;

namespace PgClone.Restoring.Planning;

/// <summary>
/// What a selection leaves out of an archive: what it names, and whatever can't be without that, by the dependencies that the archive records.
/// So what stays restores without an error.
/// </summary>
internal sealed class LeftOut
{
    public const string Schema = "their schema is left out";
    public const string Table = "their table is left out";
    public const string Section = "their section is skipped";
    public const string Dependency = "what they depend on is left out";
    public const string KeyRows = "rows that they refer to are left out, and the server would check them";
    public const string Rows = "their rows are excluded";

    private readonly Archive _archive;
    private readonly Selection _selection;
    private readonly TableFamilies _families;
    private readonly ArchiveTables _tables;
    private readonly ILookup<int, TocEntry> _dependents;
    private readonly Dictionary<int, string> _reasons = [];

    /// <exception cref="Diagnostics.PgCloneException"><see cref="Diagnostics.ErrorCode.InvalidOption"/>: a pattern means nothing in the archive, or partitions are chosen that can't be had without others.</exception>
    public LeftOut(Archive archive, TableFamilies families, RestorePlanOptions options)
    {
        (_archive, _selection, _families) = (archive, options.Selection, families);
        _tables = new ArchiveTables(archive, families);
        _tables.Check(_selection);
        _dependents = archive.Entries.SelectMany(entry => entry.Dependencies.Select(on => (On: on, Entry: entry)))
            .Concat(UnrecordedDependencies())
            .ToLookup(dependency => dependency.On, dependency => dependency.Entry);

        LeaveOutSchemas();
        LeaveOutTables();
        LeaveOutDependents([.. _reasons.Keys], Dependency);
        LeaveOutRows();
        LeaveOutSections(options.SkipSections);
        new PartitionChoice(archive, families, entry => ReasonFor(entry) is not null).Check();
    }

    /// <summary>Why an entry is left out; null if it isn't.</summary>
    public string? ReasonFor(TocEntry entry) => _reasons.GetValueOrDefault(entry.DumpId);

    /// <summary>A view that refers to itself is made empty first and gets its query by a rule; a user mapping names its server in its tag only.</summary>
    private IEnumerable<(int On, TocEntry Entry)> UnrecordedDependencies()
    {
        var byName = _archive.Entries.Where(e => e.Type is "VIEW" or "SERVER").ToLookup(e => (e.Type, e.Namespace, e.Tag));
        foreach (var entry in _archive.Entries)
        {
            if (entry.Type == "RULE" && entry.Tag.EndsWith(" _RETURN", StringComparison.Ordinal))
                foreach (var view in byName[("VIEW", entry.Namespace, entry.Tag[..^" _RETURN".Length])]) yield return (entry.DumpId, view);
            if (entry.Type == "USER MAPPING")
                foreach (var server in byName.Where(g => g.Key.Type == "SERVER" && entry.Tag.EndsWith(" SERVER " + g.Key.Tag, StringComparison.Ordinal)).SelectMany(g => g))
                    yield return (server.DumpId, entry);
        }
    }

    /// <summary>Extensions stay, and with them the schemas that they are in: nobody knows who needs them.</summary>
    private void LeaveOutSchemas()
    {
        foreach (var entry in _archive.Entries)
        {
            if (ArchiveTables.SchemaOf(entry) is not { } schema || _selection.WantsSchema(schema)) continue;
            if (entry.Type == "SCHEMA" && _dependents[entry.DumpId].Any(e => e.Type == "EXTENSION")) continue;

            _reasons[entry.DumpId] = Schema;
        }
    }

    private void LeaveOutTables()
    {
        var tables = _archive.Entries.Where(ArchiveTables.IsTable).ToList();
        // A partition can't be had without what it is a partition of.
        var included = tables.Where(e => _tables.Matches(e, _selection.IncludeTables)).SelectMany(e => _families.WithAncestors(e.DumpId)).ToHashSet();
        foreach (var table in tables)
        {
            var isIncluded = _selection.IncludeTables.Count == 0 || included.Contains(table.DumpId);
            if (!isIncluded || _tables.Matches(table, _selection.ExcludeTables)) _reasons.TryAdd(table.DumpId, Table);
        }
    }

    /// <summary>A materialized view is filled from what its tables hold here, unless it is named; but none can read one that is not filled.</summary>
    private void LeaveOutRows()
    {
        foreach (var data in _archive.Entries.Where(e => e.Type == "TABLE DATA"))
        {
            var isIncluded = _selection.IncludeData.Count == 0 || _tables.Matches(data, _selection.IncludeData);
            if (!isIncluded || _tables.Matches(data, _selection.ExcludeData)) _reasons.TryAdd(data.DumpId, Rows);
        }

        var refreshes = _archive.Entries.Where(e => e.Type == "MATERIALIZED VIEW DATA" && _tables.Matches(e, _selection.ExcludeData)).ToList();
        foreach (var refresh in refreshes) _reasons.TryAdd(refresh.DumpId, Rows);
        LeaveOutDependents([.. refreshes.Select(e => e.DumpId)], Rows);
    }

    private void LeaveOutSections(IReadOnlySet<ArchiveSection> sections)
    {
        // A large object without its contents is of no use, though some versions make it early.
        var skipped = _archive.Entries.Where(e => sections.Contains(e.Type == "BLOB" ? ArchiveSection.Data : e.Section)).ToList();
        foreach (var entry in skipped) _reasons.TryAdd(entry.DumpId, Section);
        LeaveOutDependents([.. skipped.Select(e => e.DumpId)], Dependency);
    }

    private void LeaveOutDependents(IEnumerable<int> roots, string reason)
    {
        var open = new Stack<int>(roots);
        while (open.TryPop(out var id))
        {
            foreach (var dependent in _dependents[id].Where(e => _reasons.TryAdd(e.DumpId, reason))) open.Push(dependent.DumpId);
        }
    }
}
