namespace PgClone.Restoring.Planning;

/// <summary>
/// Columns whose values the dumped server compressed by lz4, where this one was built without it, or is older than that. How values are stored is nothing that a query sees:
/// such columns are restored with the server's own way.
/// </summary>
internal sealed class ColumnCompression(RestoreTarget target)
{
    private int _leftOut;

    /// <summary>What is left out of a table's statements. pg_dump writes one for each such column.</summary>
    public IReadOnlyList<string> Rewrite(IReadOnlyList<string> statements)
    {
        if (target.HasLz4) return statements;

        IReadOnlyList<string> kept = [.. statements.Where(sql => !(sql.StartsWith("ALTER ", StringComparison.Ordinal) && sql.EndsWith(" SET COMPRESSION lz4", StringComparison.Ordinal)))];
        _leftOut += statements.Count - kept.Count;
        return kept;
    }

    /// <summary>What the user should know, once all statements are rewritten.</summary>
    public IEnumerable<string> Notices => _leftOut == 0
        ? []
        : [$"{_leftOut} columns are stored without lz4 compression, which the server does not have: their values are the same."];
}
