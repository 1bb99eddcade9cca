namespace PgClone.Sql;

/// <summary>
/// Walks over SQL as PostgreSQL's own scanner does (<c>src/backend/parser/scan.l</c>), as far as needed to tell where quotes and comments end.
/// What is not closed reaches to the end of the text.
/// </summary>
internal ref struct SqlLexer(ReadOnlySpan<char> sql, bool standardConformingStrings)
{
    private readonly ReadOnlySpan<char> _sql = sql;

    /// <summary>Where the token starts that was read last.</summary>
    public int Start { get; private set; }

    /// <summary>Behind the token that was read last.</summary>
    public int End { get; private set; }

    public readonly ReadOnlySpan<char> Text => _sql[Start..End];

    /// <summary>The name that the token read last is, or may be, without its quotes; null for what is no identifier.</summary>
    public readonly string? Name => Start == End ? null
        : _sql[Start] == '"' ? PostgresIdentifier.Unquote(Text.ToString())
        : IsWordStart(_sql[Start]) && _sql[End - 1] != '\'' ? Text.ToString()
        : null;

    /// <summary>Reads the next token; false at the end of the text.</summary>
    public bool Read(out SqlToken token)
    {
        token = SqlToken.Other;
        Start = SkipBlanks(End);
        if (Start == _sql.Length)
        {
            End = Start;
            return false;
        }

        (token, End) = _sql[Start] switch
        {
            '(' => (SqlToken.Open, Start + 1),
            ')' => (SqlToken.Close, Start + 1),
            ';' => (SqlToken.Semicolon, Start + 1),
            '\'' => (SqlToken.Other, EndOfLiteral(Start, !standardConformingStrings)),
            '"' => (SqlToken.Other, EndOfQuotes(Start, '"', backslashEscapes: false)),
            '$' => (SqlToken.Other, EndOfDollarQuotes(Start)),
            'e' or 'E' when At(Start + 1) == '\'' => (SqlToken.Other, EndOfLiteral(Start + 1, backslashEscapes: true)),
            var c when IsWordStart(c) => (SqlToken.Word, EndOfWord(Start)),
            _ => (SqlToken.Other, Start + 1),
        };
        return true;
    }

    private static bool IsWordStart(char c) => char.IsAsciiLetter(c) || c == '_' || c >= '\u0080';

    private static bool IsBlank(char c) => c is ' ' or '\t' or '\n' or '\r' or '\f' or '\v';

    private readonly char At(int position) => position < _sql.Length ? _sql[position] : '\0';

    private readonly int SkipBlanks(int position)
    {
        while (position < _sql.Length)
        {
            if (IsBlank(_sql[position])) position++;
            else if (_sql[position] == '-' && At(position + 1) == '-') position = EndOfLine(position);
            else if (_sql[position] == '/' && At(position + 1) == '*') position = EndOfComment(position);
            else break;
        }

        return position;
    }

    private readonly int EndOfLine(int position)
    {
        var length = _sql[position..].IndexOfAny('\n', '\r');
        return length < 0 ? _sql.Length : position + length;
    }

    private readonly int EndOfComment(int position)
    {
        var depth = 0;
        while (position < _sql.Length)
        {
            var (c, next) = (_sql[position], At(position + 1));
            if (c == '/' && next == '*') depth++;
            else if (c == '*' && next == '/') depth--;
            else
            {
                position++;
                continue;
            }

            position = Math.Min(position + 2, _sql.Length);
            if (depth == 0) break;
        }

        return position;
    }

    /// <summary>A literal goes on in the next line when that starts with a quote, and keeps its kind of escapes.</summary>
    private readonly int EndOfLiteral(int position, bool backslashEscapes)
    {
        while (true)
        {
            var end = EndOfQuotes(position, '\'', backslashEscapes);
            var next = end;
            while (next < _sql.Length && IsBlank(_sql[next])) next++;
            if (At(next) != '\'' || _sql[end..next].IndexOfAny('\n', '\r') < 0) return end;
            position = next;
        }
    }

    private readonly int EndOfQuotes(int position, char quote, bool backslashEscapes)
    {
        for (position++; position < _sql.Length; position++)
        {
            if (_sql[position] == '\\' && backslashEscapes) position++;
            else if (_sql[position] != quote) continue;
            else if (At(position + 1) == quote) position++;
            else return position + 1;
        }

        return _sql.Length;
    }

    private readonly int EndOfDollarQuotes(int position)
    {
        var tagEnd = position + 1;
        if (IsWordStart(At(tagEnd)))
            while (IsWordStart(At(tagEnd)) || char.IsAsciiDigit(At(tagEnd))) tagEnd++;
        if (At(tagEnd) != '$') return position + 1;

        var tag = _sql[position..(tagEnd + 1)];
        var length = _sql[(tagEnd + 1)..].IndexOf(tag, StringComparison.Ordinal);
        return length < 0 ? _sql.Length : tagEnd + 1 + length + tag.Length;
    }

    private readonly int EndOfWord(int position)
    {
        while (IsWordStart(At(position)) || char.IsAsciiDigit(At(position)) || At(position) == '$') position++;
        return position;
    }
}
