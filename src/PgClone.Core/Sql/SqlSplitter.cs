namespace PgClone.Sql;

/// <summary>
/// Splits SQL into its statements, as the server would: a driver that sends one statement at a time must not cut through function bodies,
/// <c>BEGIN ATOMIC</c> ones among them, or through rules with several actions. Statements come without their semicolon and without what is
/// only blank or a comment before them.
/// </summary>
internal static class SqlSplitter
{
    /// <summary>All statements of a text; the last one needs no semicolon.</summary>
    /// <param name="sql">The text.</param>
    /// <param name="standardConformingStrings">False where a backslash escapes in plain literals, as the archive's STDSTRINGS entry says.</param>
    public static IReadOnlyList<string> Split(string sql, bool standardConformingStrings = true)
    {
        var statements = new List<string>();
        var complete = true;
        for (var rest = sql.AsSpan(); complete;)
        {
            complete = TryTake(rest, standardConformingStrings, out var statement, out var end);
            if (!statement.IsEmpty) statements.Add(statement.ToString());
            rest = rest[end..];
        }

        return statements;
    }

    /// <summary>Takes the first statement from a text that may go on later.</summary>
    /// <param name="sql">The text.</param>
    /// <param name="standardConformingStrings">As in <see cref="Split"/>.</param>
    /// <param name="statement">The statement, or what is there of it.</param>
    /// <param name="end">Where the text behind the statement's semicolon starts.</param>
    /// <returns>Whether its semicolon was seen.</returns>
    public static bool TryTake(ReadOnlySpan<char> sql, bool standardConformingStrings, out ReadOnlySpan<char> statement, out int end)
    {
        var lexer = new SqlLexer(sql, standardConformingStrings);
        var body = new RoutineBody();
        var (first, last, parentheses) = (-1, 0, 0);

        while (lexer.Read(out var token))
        {
            if (token == SqlToken.Semicolon && parentheses <= 0 && !body.IsOpen)
            {
                statement = first < 0 ? default : sql[first..last];
                end = lexer.End;
                return true;
            }

            if (first < 0) first = lexer.Start;
            last = lexer.End;

            if (token == SqlToken.Open) parentheses++;
            else if (token == SqlToken.Close) parentheses--;
            else if (parentheses == 0) body.Take(token, lexer.Text);
        }

        statement = first < 0 ? default : sql[first..last];
        end = sql.Length;
        return false;
    }
}
