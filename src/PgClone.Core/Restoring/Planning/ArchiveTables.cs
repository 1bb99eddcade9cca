using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Sql;

namespace PgClone.Restoring.Planning;

/// <summary>The tables of an archive, as patterns name them: a name covers a table and, if it is partitioned, its partitions.</summary>
internal sealed class ArchiveTables(Archive archive, TableFamilies families)
{
    /// <summary>What a table pattern can mean. A plain view has no rows and goes with the tables that it reads.</summary>
    public static bool IsTable(TocEntry entry) => entry.Type is "TABLE" or "FOREIGN TABLE" or "MATERIALIZED VIEW";

    /// <summary>Whether a pattern means a table, its rows, or what it is a partition of.</summary>
    public bool Matches(TocEntry entry, IReadOnlyList<string> patterns) => patterns.Count > 0 && NamesOf(entry).Any(name => patterns.Any(name.Matches));

    /// <exception cref="PgCloneException"><see cref="ErrorCode.InvalidOption"/>: a pattern means nothing in the archive, so it is most likely misspelt.</exception>
    public void Check(Selection selection)
    {
        var tables = archive.Entries.Where(e => IsTable(e) || e.Type == "TABLE DATA").Select(NameOf).ToHashSet();
        var schemas = archive.Entries.Select(SchemaOf).OfType<string>().ToHashSet();

        if (selection.TablePatterns.FirstOrDefault(pattern => !tables.Any(table => table.Matches(pattern))) is { } table)
            throw Unmatched("table", table, tables.Select(name => table.Contains('.', StringComparison.Ordinal) ? $"{name.Schema}.{name.Name}" : name.Name), TableName.PatternAdvice + " 'pgclone inspect' lists the tables.");
        if (selection.SchemaPatterns.FirstOrDefault(pattern => !schemas.Any(schema => Selection.Matches(pattern, schema))) is { } schema)
            throw Unmatched("schema", schema, schemas, "Write a schema's name, with * and ?; case matters. 'pgclone inspect' lists the tables.");

        var extensions = archive.Entries.Where(e => e.Type == "EXTENSION").Select(e => e.Tag).ToHashSet();
        if (selection.ExtensionPatterns.FirstOrDefault(pattern => !extensions.Any(extension => Selection.Matches(pattern, extension))) is { } missing)
            throw Unmatched("extension", missing, extensions, "Write an extension's name, with * and ?; case matters.");
    }

    /// <summary>The schema that an entry is in, or that it makes; null if it belongs to none.</summary>
    public static string? SchemaOf(TocEntry entry) =>
        entry.Type == "SCHEMA" ? entry.Tag : string.IsNullOrEmpty(entry.Namespace) ? null : entry.Namespace;

    public static TableName NameOf(TocEntry entry) => new(entry.Namespace ?? "", entry.Tag);

    private IEnumerable<TableName> NamesOf(TocEntry entry)
    {
        var table = IsTable(entry) ? entry.DumpId : families.RelationsOf(entry).FirstOrDefault();
        return families.PartitionedAbove(table).Select(NameOf).Prepend(NameOf(entry));
    }

    private PgCloneException Unmatched(string kind, string pattern, IEnumerable<string> names, string advice) => new(
        ErrorCode.InvalidOption,
        $"No {kind} in the dump matches '{pattern}'.",
        archive.Name,
        names.Any() ? $"The nearest is '{NearestWord.Of(pattern.Trim('*', '?'), names)}'." : $"It has no {kind}s.",
        advice);
}
