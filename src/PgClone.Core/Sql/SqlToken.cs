namespace PgClone.Sql;

/// <summary>What <see cref="SqlLexer"/> tells apart: no more than splitting needs.</summary>
internal enum SqlToken
{
    /// <summary>A keyword or an unquoted name.</summary>
    Word,

    /// <summary><c>(</c></summary>
    Open,

    /// <summary><c>)</c></summary>
    Close,

    /// <summary><c>;</c></summary>
    Semicolon,

    /// <summary>A literal, a quoted name, an operator, a number.</summary>
    Other,
}
