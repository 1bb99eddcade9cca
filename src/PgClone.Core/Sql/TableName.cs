using System.IO.Enumeration;

namespace PgClone.Sql;

/// <summary>A table's name with its schema, both as the catalog has them.</summary>
internal readonly record struct TableName(string Schema, string Name)
{
    /// <summary>How a pattern is written, for messages.</summary>
    public const string PatternAdvice = "Write schema.table, or a table's name in any schema, with * and ?; case matters.";

    /// <summary>Whether a pattern means this table: <c>schema.table</c>, or a table's name in any schema, with <c>*</c> and <c>?</c>. Case matters.</summary>
    public bool Matches(string pattern) =>
        FileSystemName.MatchesSimpleExpression(pattern, pattern.Contains('.', StringComparison.Ordinal) ? $"{Schema}.{Name}" : Name, ignoreCase: false);
}
