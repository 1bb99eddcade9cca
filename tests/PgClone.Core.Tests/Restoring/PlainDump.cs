using PgClone.Testing;

namespace PgClone.Restoring;

/// <summary>What stock pg_dump says about a database.</summary>
internal static class PlainDump
{
    /// <summary>The dump's lines, sorted: some tables hold their rows or columns in an order that no restore preserves.</summary>
    public static async Task<IReadOnlyList<string>> LinesOfAsync(TestDatabase database, params string[] arguments)
    {
        var dump = await StockTools.RunAsync("pg_dump", database.Server, database.Name, ["-Fp", .. arguments]);
        return [.. dump.EnsureSuccess().Split('\n').Where(IsContent).Order(StringComparer.Ordinal)];
    }

    /// <summary>pg_dump guards its output with a random key.</summary>
    private static bool IsContent(string line) =>
        !line.StartsWith("\\restrict ", StringComparison.Ordinal) && !line.StartsWith("\\unrestrict ", StringComparison.Ordinal);
}
