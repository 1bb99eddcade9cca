using PgClone.Archives;

namespace PgClone.Restoring.Planning;

/// <summary>
/// What a selection names, and what it leaves out by name. Schemas and tables that are included add to each other; whatever is excluded is out.
/// Of a schema that is there for the sake of single tables, all but the other tables is restored: they may need it.
/// </summary>
internal sealed class NamedObjects
{
    private readonly Selection _selection;
    private readonly ArchiveTables _tables;
    private readonly HashSet<int> _included;
    private readonly HashSet<string> _schemasOfIncluded;
    private readonly HashSet<int> _schemasOfExtensions;

    public NamedObjects(Archive archive, TableFamilies families, ArchiveTables tables, Selection selection)
    {
        (_selection, _tables) = (selection, tables);
        // A partition can't be had without what it is a partition of.
        _included = archive.Entries.Where(e => ArchiveTables.IsTable(e) && tables.Matches(e, selection.IncludeTables)).SelectMany(e => families.WithAncestors(e.DumpId)).ToHashSet();
        _schemasOfIncluded = archive.Entries.Where(e => _included.Contains(e.DumpId)).Select(ArchiveTables.SchemaOf).OfType<string>().ToHashSet();
        // Extensions stay unless they are named, and with them the schemas that they are in: nobody knows who needs them.
        _schemasOfExtensions = archive.Entries.Where(e => e.Type == "EXTENSION" && !IsExcludedExtension(e)).SelectMany(e => e.Dependencies).ToHashSet();
    }

    /// <summary>Why an entry is left out by name; null if it isn't.</summary>
    public string? ReasonFor(TocEntry entry)
    {
        if (IsExcludedExtension(entry)) return LeftOut.Extension;
        if (ArchiveTables.SchemaOf(entry) is { } schema && !WantsSchema(schema) && !(entry.Type == "SCHEMA" && _schemasOfExtensions.Contains(entry.DumpId))) return LeftOut.Schema;

        return ArchiveTables.IsTable(entry) && (IsExcluded(entry) || !(_selection.IncludesAll || IsInIncludedSchema(entry) || _included.Contains(entry.DumpId))) ? LeftOut.Table : null;
    }

    /// <summary>Whether a table is asked for: by its name, a pattern or its schema. A materialized view is only by its name: like a view, it goes with the tables that it reads.</summary>
    public bool IsIncluded(TocEntry table) => table.Type == "MATERIALIZED VIEW"
        ? _tables.Matches(table, [.. _selection.IncludeTables.Where(pattern => pattern.AsSpan().IndexOfAny('*', '?') < 0)])
        : _included.Contains(table.DumpId) || IsInIncludedSchema(table);

    /// <summary>Whether an entry is left out since it is excluded, and not since it is not included.</summary>
    public bool IsExcluded(TocEntry entry) =>
        IsExcludedExtension(entry) || (ArchiveTables.SchemaOf(entry) is { } schema && _selection.ExcludesSchema(schema)) || (ArchiveTables.IsTable(entry) && _tables.Matches(entry, _selection.ExcludeTables));

    private bool IsExcludedExtension(TocEntry entry) => entry.Type == "EXTENSION" && _selection.ExcludesExtension(entry.Tag);

    private bool IsInIncludedSchema(TocEntry entry) => ArchiveTables.SchemaOf(entry) is { } schema && _selection.IncludesSchema(schema);

    private bool WantsSchema(string schema) =>
        !_selection.ExcludesSchema(schema) && (_selection.IncludeSchemas.Count == 0 || _selection.IncludesSchema(schema) || _schemasOfIncluded.Contains(schema));
}
