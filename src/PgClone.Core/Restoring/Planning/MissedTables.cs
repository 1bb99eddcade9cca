using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Sql;

namespace PgClone.Restoring.Planning;

/// <summary>Refuses a selection that does not give the tables that it asks for, or none at all.</summary>
/// <param name="archive">The archive.</param>
/// <param name="named">What is included and excluded by name.</param>
/// <param name="needs">What entries depend on, by their dump ids.</param>
/// <param name="reasonFor">Why an entry is left out; null if it isn't.</param>
internal sealed class MissedTables(Archive archive, NamedObjects named, ILookup<int, int> needs, Func<TocEntry, string?> reasonFor)
{
    private readonly Dictionary<int, TocEntry> _byId = archive.Entries.ToDictionary(e => e.DumpId);

    /// <exception cref="PgCloneException"><see cref="ErrorCode.InvalidOption"/>.</exception>
    public void Check()
    {
        var tables = archive.Entries.Where(ArchiveTables.IsTable).ToList();
        var missed = tables.Where(table => reasonFor(table) == LeftOut.Dependency && named.IsIncluded(table)).ToList();
        if (missed.Count > 0) throw Incomplete(missed);
        if (tables.Count > 0 && tables.TrueForAll(table => reasonFor(table) is not null)) throw NoTable(tables);
    }

    private PgCloneException Incomplete(List<TocEntry> missed)
    {
        var causes = missed.ToDictionary(table => table, CausesOf);
        var ways = causes.Values.SelectMany(all => all).DistinctBy(cause => cause.DumpId).ToLookup(named.IsExcluded, NameOfChoice);
        var advice = new[] { ("Include ", ways[false]), ("Do not exclude ", ways[true]), ("Or exclude ", missed.Select(table => $"table {table.DisplayName()}")) };
        return new PgCloneException(
            ErrorCode.InvalidOption,
            "Tables that are included need what is left out.",
            archive.Name,
            string.Join("; ", missed.Select(table => $"{table.DisplayName()} needs {NameList.Join(causes[table].Select(cause => $"{cause.Type} {cause.DisplayName()}"))}")) + ".",
            string.Join(" ", advice.Where(way => way.Item2.Any()).Select(way => $"{way.Item1}{string.Join(", ", way.Item2.Distinct())}.")));
    }

    private PgCloneException NoTable(List<TocEntry> tables)
    {
        var reasons = tables.ToLookup(reasonFor, table => table.DisplayName());
        return new PgCloneException(
            ErrorCode.InvalidOption,
            "No table of the dump would be restored.",
            archive.Name,
            string.Join(" ", reasons.Select(group => $"Not restored, as {group.Key}: {NameList.Join(group)}.")),
            "Include one of them, or exclude less.");
    }

    /// <summary>What is left out by name, and takes the table with it.</summary>
    private List<TocEntry> CausesOf(TocEntry table)
    {
        List<TocEntry> causes = [];
        var seen = new HashSet<int> { table.DumpId };
        var open = new Queue<int>(needs[table.DumpId]);
        while (open.TryDequeue(out var id))
        {
            if (!seen.Add(id) || !_byId.TryGetValue(id, out var entry) || reasonFor(entry) is not { } reason) continue;

            if (reason != LeftOut.Dependency) causes.Add(entry);
            else foreach (var next in needs[id]) open.Enqueue(next);
        }

        return causes;
    }

    /// <summary>How what takes a table with it can be chosen.</summary>
    private string NameOfChoice(TocEntry cause) => (cause.Type, reasonFor(cause)) switch
    {
        ("EXTENSION", _) => $"extension {cause.Tag}",
        (_, LeftOut.Table) => $"table {cause.DisplayName()}",
        _ => $"schema {ArchiveTables.SchemaOf(cause)}",
    };
}
