using PgClone.Archives;
using PgClone.Diagnostics;

namespace PgClone.Sql;

/// <summary>The <c>COPY ... FROM stdin</c> of a TABLE DATA entry.</summary>
internal static class CopyStatement
{
    private const string Start = "COPY ";
    private const string End = " FROM stdin";

    /// <summary>Whether the statement copies into the entry's own table.</summary>
    public static bool Names(string copy, TocEntry data)
    {
        var schema = data.Namespace ?? "";
        return TableOf(copy, schema) == new TableName(schema, data.Tag);
    }

    /// <summary>The table that the statement copies into; one without a name if it is no such statement.</summary>
    /// <param name="copy">The statement.</param>
    /// <param name="schema">The schema that the session looks in: before version 1.13 the table's own is not named.</param>
    public static TableName TableOf(string copy, string schema)
    {
        var lexer = new SqlLexer(copy, standardConformingStrings: true);
        List<string> words = [];
        while (lexer.Read(out var token) && token != SqlToken.Open && !lexer.Text.Equals("FROM", StringComparison.OrdinalIgnoreCase))
        {
            if (!lexer.Text.SequenceEqual(".")) words.Add(lexer.Name ?? "");
        }

        return words switch
        {
            ["COPY", var table] => new TableName(schema, table),
            ["COPY", var named, var table] => new TableName(named, table),
            _ => new TableName("", ""),
        };
    }

    /// <summary>How many columns it names.</summary>
    public static int ColumnsOf(string copy)
    {
        var lexer = new SqlLexer(copy, standardConformingStrings: true);
        var (commas, isInside) = (0, false);
        while (lexer.Read(out var token) && token != SqlToken.Close)
        {
            if (token == SqlToken.Open) isInside = true;
            else if (isInside && lexer.Text.SequenceEqual(",")) commas++;
        }

        return isInside ? commas + 1 : 0;
    }

    /// <summary>The statement with its options.</summary>
    /// <param name="copy">As the archive has it.</param>
    /// <param name="encoding">The encoding that the rows are in.</param>
    /// <param name="frozen">Whether rows are written as ones that everybody sees: only where the table was truncated in the same transaction.</param>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.ArchiveCorrupt"/>: it is no such statement.</exception>
    public static string With(string copy, string encoding, bool frozen)
    {
        var options = (encoding, frozen) switch
        {
            ("UTF8", false) => "",
            ("UTF8", true) => " WITH (FREEZE)",
            (_, false) => $" WITH (ENCODING '{encoding}')",
            _ => $" WITH (FREEZE, ENCODING '{encoding}')",
        };
        var end = copy.LastIndexOf(End, StringComparison.Ordinal);
        if (end < 0 || !copy.StartsWith(Start, StringComparison.Ordinal))
            throw ArchiveFailure.Corrupt(copy.Trim(), "This statement can't be used to copy rows.");

        return copy[..(end + End.Length)] + options;
    }
}
