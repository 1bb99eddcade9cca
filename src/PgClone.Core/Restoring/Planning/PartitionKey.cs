using PgClone.Archives;
using PgClone.Sql;

namespace PgClone.Restoring.Planning;

/// <summary>What decides which partition of a table a row goes into.</summary>
internal static class PartitionKey
{
    private const string Start = "\nPARTITION BY ";

    /// <summary>Types whose order is the same everywhere, by the first word of their names. That of texts varies with the locale.</summary>
    private static readonly HashSet<string> OrderedTypes =
        new(StringComparer.Ordinal) { "smallint", "integer", "bigint", "numeric", "real", "double", "date", "time", "timestamp", "interval", "uuid" };

    /// <summary>
    /// Whether a row finds the same partition on every server: by a column's value in a list, or in a range of numbers or times. Hashes may
    /// differ, and so may what an expression gives.
    /// </summary>
    public static bool IsSameEverywhere(TocEntry table, bool standardConformingStrings)
    {
        var sql = table.Definition ?? "";
        var start = sql.LastIndexOf(Start, StringComparison.Ordinal);
        if (start < 0) return false;

        var method = sql[(start + Start.Length)..];
        var key = ItemsOf(method, standardConformingStrings);
        if (key.Exists(item => item.Count != 1)) return false;
        if (method.StartsWith("LIST ", StringComparison.Ordinal)) return true;

        var columns = ItemsOf(sql[..start], standardConformingStrings).Where(item => item.Count > 1 && OrderedTypes.Contains(item[1])).Select(item => item[0]);
        return method.StartsWith("RANGE ", StringComparison.Ordinal) && key.TrueForAll(item => columns.Contains(item[0]));
    }

    /// <summary>What stands in the first parentheses, between commas: the words of each item.</summary>
    private static List<List<string>> ItemsOf(string sql, bool standardConformingStrings)
    {
        var lexer = new SqlLexer(sql, standardConformingStrings);
        List<List<string>> items = [[]];
        var depth = 0;
        while (lexer.Read(out var token))
        {
            depth += token switch { SqlToken.Open => 1, SqlToken.Close => -1, _ => 0 };
            if (depth == 0 && token == SqlToken.Close) break;
            if (depth == 0 || (depth == 1 && token == SqlToken.Open)) continue;

            if (depth == 1 && lexer.Text.SequenceEqual(",")) items.Add([]);
            else items[^1].Add(lexer.Name ?? lexer.Text.ToString());
        }

        return items;
    }
}
