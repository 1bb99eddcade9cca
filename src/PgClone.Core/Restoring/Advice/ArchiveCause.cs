using Npgsql;
using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Restoring.Planning;
using PgClone.Sql;

namespace PgClone.Restoring.Advice;

/// <summary>The archive holds a part of a database, and what failed needs another.</summary>
internal sealed class ArchiveCause(Archive archive, RestorePlanOptions options)
{
    // What pg_dump leaves out for -t: all but the tables (views, sequences) themselves and what is on them.
    private static readonly string[] BesideTables =
        ["SCHEMA", "EXTENSION", "TYPE", "DOMAIN", "FUNCTION", "PROCEDURE", "AGGREGATE", "OPERATOR", "CAST", "COLLATION", "PROCEDURAL LANGUAGE"];

    private readonly Lazy<bool> _hasTables = new(() => archive.Entries.Any(e => e.Section == ArchiveSection.PreData && IsRelation(e)));
    private readonly Lazy<bool> _hasRows = new(() => archive.Entries.Any(e => e.HasData));
    private readonly Lazy<bool> _isOfTables = new(() => !archive.Entries.Any(e => BesideTables.Contains(e.Type)));

    public string? Of(FailedStep failed)
    {
        // What a function fails at is another matter.
        if (!failed.LacksObject || failed.IsRaised || ServerRefusal.ContextOfCode(failed.Refusal).Length > 0) return null;
        if (!_hasTables.Value)
            return _hasRows.Value
                ? "The dump holds rows only (pg_dump --data-only), and no tables for them: a restore begins with an empty database. Dump the whole database."
                : "The dump holds indexes and constraints only (pg_dump --section=post-data), and no tables for them: a restore begins with an empty database. Dump the whole database.";

        if (failed.SqlState == PostgresErrorCodes.InvalidSchemaName && failed.Entry.Namespace is { Length: > 0 } schema && !archive.Entries.Any(e => e.Type == "SCHEMA" && e.Tag == schema))
            return $"The dump does not hold the schema {schema} itself, as it was made of single tables (pg_dump -t): dump the schema (pg_dump -n {schema}) or the whole database.";
        if (options.Selection.SchemaPatterns.Concat(options.Selection.TablePatterns).Any())
            return $"It needs something that is not restored: include that as well, or exclude {failed.Entry.DisplayName()}.";
        return _isOfTables.Value
            ? $"The dump holds tables but no functions, types or schemas, and this needs something else: dump all that it needs (pg_dump without -t), or go on without it: {failed.GoingOn}."
            : null;
    }

    private static bool IsRelation(TocEntry entry) =>
        entry.Type is "TABLE" or "FOREIGN TABLE" or "VIEW" or "MATERIALIZED VIEW" or "SEQUENCE";
}
