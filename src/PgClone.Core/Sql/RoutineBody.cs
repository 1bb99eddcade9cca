namespace PgClone.Sql;

/// <summary>
/// Follows whether a statement stands within the <c>BEGIN ATOMIC ... END</c> body of a function or procedure, where semicolons separate the
/// body's own statements. Only <c>CASE</c> has an <c>END</c> of its own there; as names, both are reserved and therefore quoted.
/// </summary>
internal struct RoutineBody
{
    private int _words;
    private bool _isRoutine;
    private bool _afterBegin;
    private int _depth;

    public readonly bool IsOpen => _depth > 0;

    /// <summary>Takes the next token that is outside parentheses.</summary>
    public void Take(SqlToken token, ReadOnlySpan<char> text)
    {
        if (token == SqlToken.Word)
        {
            if (++_words <= 4) NoteHead(text);
            if (_isRoutine) Follow(text);
        }

        _afterBegin = token == SqlToken.Word && Is(text, "BEGIN");
    }

    private static bool Is(ReadOnlySpan<char> text, string word) => text.Equals(word, StringComparison.OrdinalIgnoreCase);

    /// <summary><c>CREATE [OR REPLACE] FUNCTION|PROCEDURE</c></summary>
    private void NoteHead(ReadOnlySpan<char> text)
    {
        var fits = _words switch
        {
            1 => Is(text, "CREATE"),
            2 => Is(text, "OR") || IsKind(text),
            3 => Is(text, "REPLACE"),
            _ => IsKind(text),
        };
        if (!fits && !_isRoutine) _words = 5;
        else if (_words is 2 or 4 && IsKind(text)) _isRoutine = true;

        static bool IsKind(ReadOnlySpan<char> text) => Is(text, "FUNCTION") || Is(text, "PROCEDURE");
    }

    private void Follow(ReadOnlySpan<char> text)
    {
        if (!IsOpen) _depth = _afterBegin && Is(text, "ATOMIC") ? 1 : 0;
        else if (Is(text, "CASE")) _depth++;
        else if (Is(text, "END")) _depth--;
    }
}
