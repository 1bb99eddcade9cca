using PgClone.Archives;
using PgClone.Sql;

namespace PgClone.Restoring.Planning;

/// <summary>Says what is not restored: one sentence for each reason that is worth one, with the first names.</summary>
internal static class SkipNotices
{
    /// <param name="skipped">The entries.</param>
    /// <param name="families">The archive's tables.</param>
    /// <param name="done">What is not done with them.</param>
    public static IEnumerable<string> For(IReadOnlyList<SkippedEntry> skipped, TableFamilies families, string done = "restored")
    {
        var entries = skipped.Select(s => s.Entry.DumpId).ToHashSet();
        return
            from s in skipped
            group s.Entry by s.Reason into reason
            let names = reason.Select(e => NameOf(e, reason.Key)).OfType<string>().Distinct().ToList()
            where names.Count > 0
            select $"{reason.Count()} entries are not {done}: {reason.Key} ({NameList.Join(names)}).";

        string? NameOf(TocEntry entry, string reason) => (entry.Type, reason) switch
        {
            ("EXTENSION", LeftOut.Extension) => entry.Tag,
            ("EXTENSION" or "TABLE DATA", LeftOut.Scheduler) => entry.DisplayName(),
            (_, LeftOut.Schema) => ArchiveTables.SchemaOf(entry),
            ("TABLE DATA" or "MATERIALIZED VIEW DATA", LeftOut.Rows) => entry.DisplayName(),
            (_, LeftOut.Rows) => null,
            ("SUBSCRIPTION" or "STATISTICS DATA" or "EXTENDED STATISTICS DATA", _) => entry.DisplayName(),
            ("TABLE" or "FOREIGN TABLE" or "MATERIALIZED VIEW", LeftOut.Table) => entry.DisplayName(),
            (_, LeftOut.Table) => null,
            ("FK CONSTRAINT", LeftOut.KeyRows) => entry.DisplayName(),
            (_, LeftOut.Dependency) => IsMissed(entry) ? $"{entry.Type} {entry.DisplayName()}" : null,
            _ => null,
        };

        // A part of a table that is left out is not missed.
        bool IsMissed(TocEntry entry) => entry.Type switch
        {
            "TABLE" or "FOREIGN TABLE" or "VIEW" or "MATERIALIZED VIEW" or "FUNCTION" or "PROCEDURE" or "AGGREGATE" or "TYPE" or "DOMAIN"
                or "OPERATOR" or "OPERATOR CLASS" or "OPERATOR FAMILY" or "CAST" or "EVENT TRIGGER"
                or "EXTENSION" or "SERVER" or "FOREIGN DATA WRAPPER" or "ACCESS METHOD" or "PROCEDURAL LANGUAGE" or "TRANSFORM" or "TEXT SEARCH CONFIGURATION"
                or "TEXT SEARCH DICTIONARY" or "TEXT SEARCH PARSER" or "TEXT SEARCH TEMPLATE" => true,
            "FK CONSTRAINT" or "CONSTRAINT" or "CHECK CONSTRAINT" or "DEFAULT" or "INDEX" or "POLICY" or "RULE" or "TRIGGER" or "STATISTICS" =>
                families.OwnerOf(entry) is { } table && !entries.Contains(table),
            _ => false,
        };
    }

    public static IEnumerable<string> ForUnchecked(IEnumerable<TocEntry> keys)
    {
        var names = keys.Select(key => key.DisplayName()).ToList();
        return names.Count == 0 ? [] : [$"{names.Count} foreign keys are NOT VALID, since rows that they refer to are left out ({NameList.Join(names)})."];
    }
}
