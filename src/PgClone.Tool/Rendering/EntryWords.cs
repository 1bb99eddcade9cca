namespace PgClone.Tool.Rendering;

/// <summary>What users call the entries of a dump, in the plural. What pg_dump keeps for itself, such as the encoding, has no word.</summary>
internal static class EntryWords
{
    private static readonly (string Word, string[] Types)[] Words =
    [
        ("schemas", ["SCHEMA"]),
        ("extensions", ["EXTENSION"]),
        ("tables", ["TABLE", "FOREIGN TABLE"]),
        ("views", ["VIEW", "MATERIALIZED VIEW"]),
        ("sequences", ["SEQUENCE"]),
        ("types", ["TYPE", "DOMAIN", "SHELL TYPE"]),
        ("functions", ["FUNCTION", "PROCEDURE", "AGGREGATE"]),
        ("indexes", ["INDEX"]),
        ("constraints", ["CONSTRAINT", "CHECK CONSTRAINT", "FK CONSTRAINT"]),
        ("triggers", ["TRIGGER", "EVENT TRIGGER"]),
        ("rules", ["RULE"]),
        ("policies", ["POLICY", "ROW SECURITY"]),
        ("publications", ["PUBLICATION"]),
        ("subscriptions", ["SUBSCRIPTION"]),
    ];

    /// <summary>How many there are of each, without those of which there are none.</summary>
    public static IEnumerable<(string Word, int Count)> Count(IReadOnlyDictionary<string, int> entries) =>
        Words.Select(word => (word.Word, Count: word.Types.Sum(type => entries.GetValueOrDefault(type)))).Where(counted => counted.Count > 0);
}
