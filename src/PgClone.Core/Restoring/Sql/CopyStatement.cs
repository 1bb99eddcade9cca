using PgClone.Archives;
using PgClone.Databases;
using PgClone.Diagnostics;

namespace PgClone.Restoring.Sql;

/// <summary>The <c>COPY ... FROM stdin</c> of a TABLE DATA entry.</summary>
internal static class CopyStatement
{
    private const string Start = "COPY ";
    private const string End = " FROM stdin";

    /// <summary>Whether the statement copies into the entry's own table. Older programs write no note where rows go into a partition's root.</summary>
    public static bool Names(string copy, TocEntry data)
    {
        var lexer = new SqlLexer(copy, standardConformingStrings: true);
        List<string> words = [];
        while (lexer.Read(out var token) && token != SqlToken.Open && !lexer.Text.Equals("FROM", StringComparison.OrdinalIgnoreCase))
        {
            if (!lexer.Text.SequenceEqual(".")) words.Add(lexer.Text.ToString());
        }

        // Before version 1.13 the table's schema is not named: it is the one that the entry has the session look in.
        return words switch
        {
            ["COPY", var table] => IsName(table, data.Tag),
            ["COPY", var schema, var table] => IsName(table, data.Tag) && IsName(schema, data.Namespace ?? ""),
            _ => false,
        };
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
            throw ArchiveFailure.Corrupt(copy.Trim(), "This is no statement that rows can be copied with.");

        return copy[..(end + End.Length)] + options;
    }

    private static bool IsName(string word, string name) => word == name || word == PostgresIdentifier.Quote(name);
}
