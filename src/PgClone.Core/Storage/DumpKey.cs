namespace PgClone.Storage;

/// <summary>An archive's name in a store: relative, with <c>/</c> between its parts, and parsed.</summary>
/// <param name="Value">The whole key, such as <c>shop/2026_11_22_09_30_00_000000.default.dump</c>.</param>
/// <param name="Database">The database that was dumped.</param>
/// <param name="Config">The dump configuration's name, such as <c>default</c>.</param>
/// <param name="Timestamp">When the dump was started, in UTC.</param>
/// <param name="Instance">The instance, in the layout that has one; else null.</param>
public sealed record DumpKey(string Value, string Database, string Config, DateTimeOffset Timestamp, string? Instance)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}
