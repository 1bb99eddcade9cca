using System.IO.Enumeration;

namespace PgClone.Restoring;

/// <summary>Tables by pattern: <c>schema.table</c>, or a table's name in any schema, with <c>*</c> and <c>?</c>. Case matters.</summary>
internal sealed class TablePatterns(IReadOnlyList<string> patterns)
{
    public static readonly TablePatterns None = new([]);

    public bool Match(string? schema, string table) =>
        patterns.Any(pattern =>
            FileSystemName.MatchesSimpleExpression(pattern, $"{schema}.{table}", ignoreCase: false)
            || (!pattern.Contains('.', StringComparison.Ordinal) && FileSystemName.MatchesSimpleExpression(pattern, table, ignoreCase: false)));
}
