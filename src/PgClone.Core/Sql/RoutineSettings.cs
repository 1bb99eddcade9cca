namespace PgClone.Sql;

/// <summary>The <c>SET name TO value</c> clauses of a <c>CREATE FUNCTION</c> or <c>CREATE PROCEDURE</c>, as pg_dump writes them.</summary>
internal static class RoutineSettings
{
    /// <summary>A clause.</summary>
    /// <param name="Name">The setting.</param>
    /// <param name="Start">Where the clause starts.</param>
    /// <param name="End">Behind it.</param>
    public readonly record struct Clause(string Name, int Start, int End);

    /// <summary>The clauses of a statement, in order.</summary>
    public static IReadOnlyList<Clause> In(string statement, bool standardConformingStrings)
    {
        var head = HeadOf(statement, standardConformingStrings);
        var clauses = new List<Clause>();
        for (var i = 0; i < head.Count; i++)
        {
            if (!IsWord(head, i, "SET") || !IsValue(head, i + 1)) continue;

            var (name, next) = (PostgresIdentifier.Unquote(head[i + 1].Text), i + 2);
            for (; TextAt(head, next) == "." && IsValue(head, next + 1); next += 2) name += "." + PostgresIdentifier.Unquote(head[next + 1].Text);
            if (TextAt(head, next) != "=" && !IsWord(head, next, "TO")) continue;

            var last = next;
            while (IsValue(head, last + 1) && (last == next || TextAt(head, last) == ","))
                last += TextAt(head, last + 2) == "," ? 2 : 1;
            if (last > next) clauses.Add(new Clause(name, head[i].Start, head[last].End));
        }

        return clauses;
    }

    /// <summary>The statement without some of its clauses.</summary>
    public static string Without(string statement, IEnumerable<Clause> clauses) =>
        clauses.OrderByDescending(clause => clause.Start).Aggregate(statement, (sql, clause) => sql.Remove(clause.Start, clause.End - clause.Start));

    /// <summary>What is outside parentheses, up to the routine's own code.</summary>
    private static List<(string Text, int Start, int End)> HeadOf(string statement, bool standardConformingStrings)
    {
        var head = new List<(string Text, int Start, int End)>();
        var lexer = new SqlLexer(statement, standardConformingStrings);
        var parentheses = 0;
        while (lexer.Read(out var token))
        {
            parentheses += token switch { SqlToken.Open => 1, SqlToken.Close => -1, _ => 0 };
            if (parentheses > 0 || token == SqlToken.Close) continue;

            head.Add((lexer.Text.ToString(), lexer.Start, lexer.End));
            if (IsWord(head, head.Count - 1, "AS") || IsWord(head, head.Count - 1, "RETURN") || IsWord(head, head.Count - 1, "BEGIN")) break;
        }

        return head;
    }

    private static string? TextAt(List<(string Text, int Start, int End)> head, int i) => i < head.Count ? head[i].Text : null;

    /// <summary>Behind a dot, it is a name's part.</summary>
    private static bool IsWord(List<(string Text, int Start, int End)> head, int i, string word) =>
        string.Equals(TextAt(head, i), word, StringComparison.OrdinalIgnoreCase) && (i == 0 || head[i - 1].Text != ".");

    private static bool IsValue(List<(string Text, int Start, int End)> head, int i) =>
        TextAt(head, i) is [var first, ..] && (first is '\'' or '"' or '_' || char.IsLetter(first));
}
