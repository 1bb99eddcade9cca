using System.IO.Enumeration;
using PgClone.Sql;

namespace PgClone.Restoring.Planning;

/// <summary>The schemas, tables, rows and extensions that are asked for, by patterns. Where neither schemas nor tables are named to include, all are; what both name adds up.</summary>
internal sealed record Selection
{
    public static readonly Selection Everything = new();

    public IReadOnlyList<string> IncludeSchemas { get; init; } = [];

    public IReadOnlyList<string> ExcludeSchemas { get; init; } = [];

    /// <summary>Tables, as <see cref="TableName.Matches"/> reads a pattern.</summary>
    public IReadOnlyList<string> IncludeTables { get; init; } = [];

    public IReadOnlyList<string> ExcludeTables { get; init; } = [];

    public IReadOnlyList<string> ExcludeExtensions { get; init; } = [];

    /// <summary>Tables whose rows alone are restored.</summary>
    public IReadOnlyList<string> IncludeData { get; init; } = [];

    /// <summary>Tables whose rows are left out.</summary>
    public IReadOnlyList<string> ExcludeData { get; init; } = [];

    public IEnumerable<string> SchemaPatterns => IncludeSchemas.Concat(ExcludeSchemas);

    public IEnumerable<string> TablePatterns => [.. IncludeTables, .. ExcludeTables, .. IncludeData, .. ExcludeData];

    public IEnumerable<string> ExtensionPatterns => ExcludeExtensions;

    /// <summary>Whether nothing is left out.</summary>
    public bool IsEverything => !SchemaPatterns.Concat(TablePatterns).Concat(ExtensionPatterns).Any();

    /// <summary>Whether all schemas and tables are included.</summary>
    public bool IncludesAll => IncludeSchemas.Count == 0 && IncludeTables.Count == 0;

    /// <summary>Whether a pattern means a schema or an extension: its name, with <c>*</c> and <c>?</c>. Case matters.</summary>
    public static bool Matches(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);

    public bool IncludesSchema(string schema) => IncludeSchemas.Any(pattern => Matches(pattern, schema));

    public bool ExcludesSchema(string schema) => ExcludeSchemas.Any(pattern => Matches(pattern, schema));

    public bool ExcludesExtension(string extension) => ExcludeExtensions.Any(pattern => Matches(pattern, extension));

    /// <summary>Whether the names of a table and of all that it is a partition of, the table first, speak for its rows. What it depends on may be left out all the same.</summary>
    public bool WantsRows(IReadOnlyList<TableName> line)
    {
        var schema = line[0].Schema;
        var isIncluded = IncludesAll || IncludesSchema(schema) || AreNamed(IncludeTables);
        return isIncluded && !ExcludesSchema(schema) && !AreNamed(ExcludeTables) && (IncludeData.Count == 0 || AreNamed(IncludeData)) && !AreNamed(ExcludeData);

        bool AreNamed(IReadOnlyList<string> patterns) => patterns.Any(pattern => line.Any(name => name.Matches(pattern)));
    }
}
