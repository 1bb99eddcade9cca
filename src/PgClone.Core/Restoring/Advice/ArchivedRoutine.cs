using PgClone.Archives;
using PgClone.Sql;

namespace PgClone.Restoring.Advice;

/// <summary>A function or procedure as its definition in an archive has it.</summary>
internal sealed record ArchivedRoutine
{
    private ArchivedRoutine(TocEntry entry, bool hasSearchPath, string? body) => (Entry, HasSearchPath, Body) = (entry, hasSearchPath, body);

    public TocEntry Entry { get; }

    /// <summary>The name alone: without schema and arguments.</summary>
    public string Name => Entry.Tag.Split('(')[0];

    /// <summary>Whether it sets its own search_path.</summary>
    public bool HasSearchPath { get; }

    /// <summary>The body's text; null where the server has it parsed (<c>BEGIN ATOMIC</c>), so that every name in it is bound.</summary>
    public string? Body { get; }

    /// <summary>The beginning of a statement that alters it: pg_dump wrote its name and arguments out as SQL has them.</summary>
    public string AlterStatement => "ALTER" + (Entry.DropStatement ?? "").Trim().TrimEnd(';')["DROP".Length..];

    /// <summary>Null for what is none.</summary>
    public static ArchivedRoutine? Read(TocEntry entry, bool standardConformingStrings)
    {
        if (entry.Type is not ("FUNCTION" or "PROCEDURE") || entry.Definition is null || entry.DropStatement?.StartsWith("DROP ", StringComparison.Ordinal) != true) return null;

        var (previous, hasSearchPath, body) = ("", false, default(string));
        var lexer = new SqlLexer(entry.Definition, standardConformingStrings);
        while (lexer.Read(out _))
        {
            var text = lexer.Text.ToString();
            if (previous == "SET" && text == "search_path") hasSearchPath = true;
            if (previous == "AS" && text.Length > 1 && text[0] is '$' or '\'') body = text.Trim('$', '\'');
            previous = text;
        }

        return new ArchivedRoutine(entry, hasSearchPath, body);
    }
}
