using PgClone.Archives;

namespace PgClone.Restoring.Planning;

/// <summary>
/// What a selection leaves out of an archive: what it names, and whatever can't be without that, by the dependencies that the archive records.
/// So what stays restores without an error.
/// </summary>
internal sealed class LeftOut
{
    public const string Scheduler = "pg_cron lives in one database of a server, and its jobs are not to run in a copy as well";
    public const string Extension = "their extension is left out";
    public const string Schema = "their schema is left out";
    public const string Table = "their table is left out";
    public const string Section = "their section is skipped";
    public const string Dependency = "what they depend on is left out";
    public const string KeyRows = "rows that they refer to are left out, and the server would check them";
    public const string Rows = "their rows are excluded";

    private readonly Archive _archive;
    private readonly Selection _selection;
    private readonly ArchiveTables _tables;
    private readonly ILookup<int, TocEntry> _dependents;
    private readonly Dictionary<int, string> _reasons = [];

    /// <param name="archive">The archive.</param>
    /// <param name="families">Its tables.</param>
    /// <param name="options">What is selected.</param>
    /// <param name="schedulers">Entries that are left out whatever is selected.</param>
    /// <exception cref="Diagnostics.PgCloneException"><see cref="Diagnostics.ErrorCode.InvalidOption"/>: a pattern means nothing in the archive, or what is chosen can't be had like
    /// that.</exception>
    public LeftOut(Archive archive, TableFamilies families, RestorePlanOptions options, IEnumerable<TocEntry> schedulers)
    {
        (_archive, _selection) = (archive, options.Selection);
        _tables = new ArchiveTables(archive, families);
        _tables.Check(_selection);
        var dependencies = archive.Entries.SelectMany(entry => entry.Dependencies.Select(on => (On: on, Entry: entry))).Concat(UnrecordedDependencies()).ToList();
        _dependents = dependencies.ToLookup(dependency => dependency.On, dependency => dependency.Entry);
        var named = new NamedObjects(archive, families, _tables, _selection);

        foreach (var entry in schedulers) _reasons[entry.DumpId] = Scheduler;
        LeaveOutNamed(named);
        LeaveOutDependents([.. _reasons.Keys], Dependency);
        new MissedTables(archive, named, dependencies.ToLookup(dependency => dependency.Entry.DumpId, dependency => dependency.On), ReasonFor).Check();
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

    private void LeaveOutNamed(NamedObjects named)
    {
        foreach (var entry in _archive.Entries)
        {
            if (named.ReasonFor(entry) is { } reason) _reasons.TryAdd(entry.DumpId, reason);
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
