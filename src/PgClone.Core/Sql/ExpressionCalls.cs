namespace PgClone.Sql;

/// <summary>
/// What the definition of a table, domain or constraint calls: in its defaults, which a restore evaluates nowhere, and elsewhere. Relies on
/// pg_dump's writing: keywords in capitals, names that could be taken for one in quotes.
/// </summary>
internal sealed class ExpressionCalls
{
    private static readonly string[] Evaluated = ["CHECK", "GENERATED", "EXPRESSION", "PARTITION", "EXCLUDE"];
    private static readonly string[] BehindDefault = ["CHECK", "GENERATED", "CONSTRAINT"];

    private readonly HashSet<string> _words = new(StringComparer.Ordinal);
    private readonly HashSet<string> _inDefaults = new(StringComparer.Ordinal);
    private readonly HashSet<string> _elsewhere = new(StringComparer.Ordinal);

    /// <summary>Reads a definition.</summary>
    /// <param name="sql">The definition; null is none that can be understood.</param>
    /// <param name="standardConformingStrings">As the archive's STDSTRINGS entry says.</param>
    public ExpressionCalls(string? sql, bool standardConformingStrings)
    {
        const int None = int.MaxValue;
        var (depth, ofDefault, name) = (0, None, (string?)null);
        var lexer = new SqlLexer(sql ?? "(", standardConformingStrings);
        while (lexer.Read(out var token))
        {
            var word = token == SqlToken.Word ? lexer.Text.ToString() : null;
            if (word is not null) _words.Add(word);

            if (depth == ofDefault && (token == SqlToken.Semicolon || lexer.Text is "," || BehindDefault.Contains(word))) ofDefault = None;
            else if (word == "DEFAULT" && ofDefault == None) ofDefault = depth;
            else if (token == SqlToken.Open && name is not null) (depth >= ofDefault ? _inDefaults : _elsewhere).Add(name);

            depth += token switch { SqlToken.Open => 1, SqlToken.Close => -1, _ => 0 };
            if (depth < ofDefault && ofDefault != None) ofDefault = None;
            name = lexer.Name;
        }

        IsWhole = depth == 0;
    }

    /// <summary>Whether the definition could be understood.</summary>
    public bool IsWhole { get; }

    /// <summary>Whether there is an expression that is evaluated for a row: one of a check, a generated column or a partition key.</summary>
    public bool AreEvaluated => Array.Exists(Evaluated, _words.Contains);

    /// <summary>Whether it is an exclusion constraint.</summary>
    public bool IsExclusion => _words.Contains("EXCLUDE");

    /// <summary>Whether a function is called in defaults only.</summary>
    /// <param name="signature">Its name, unquoted, with the types of its arguments in parentheses.</param>
    public bool OnlyInDefaults(string signature) => Has(_inDefaults, signature) && !Has(_elsewhere, signature);

    /// <summary>Whether a function is called outside of defaults.</summary>
    /// <param name="signature">As in <see cref="OnlyInDefaults"/>.</param>
    public bool Calls(string signature) => Has(_elsewhere, signature);

    private static bool Has(HashSet<string> names, string signature) => names.Any(name => signature.StartsWith(name + "(", StringComparison.Ordinal));
}
