using PgClone.Databases;

namespace PgClone.Restoring;

/// <summary>Tables by pattern, as <see cref="TableName.Matches"/> reads one.</summary>
internal sealed class TablePatterns(IReadOnlyList<string> patterns)
{
    public static readonly TablePatterns None = new([]);

    public bool Match(string? schema, string table) => patterns.Any(new TableName(schema ?? "", table).Matches);
}
