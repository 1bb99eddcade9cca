using System.Text;
using PgClone.Archives;
using PgClone.Sql;

namespace PgClone.Restoring.Planning;

/// <summary>Puts other roles in the places of those that an archive names.</summary>
/// <param name="map">The new names by the old ones.</param>
/// <param name="keepsOwners">Whether objects get their owners.</param>
/// <param name="standardConformingStrings">As the archive's SQL is written.</param>
internal sealed class RoleNames(IReadOnlyDictionary<string, string> map, bool keepsOwners, bool standardConformingStrings)
{
    /// <summary>Whether objects get their owners; if not, they belong to the user that restores.</summary>
    public bool KeepsOwners => keepsOwners;

    /// <summary>The name to use for a role of the archive.</summary>
    public string Map(string role) => map.GetValueOrDefault(role, role);

    /// <summary>A statement of an entry with its roles' names replaced; those in expressions and literals are not roles.</summary>
    public string Rewrite(TocEntry entry, string statement)
    {
        if (map.Count == 0 || entry.Type is not ("ACL" or "ACL LANGUAGE" or "DEFAULT ACL" or "POLICY" or "USER MAPPING" or "SCHEMA")) return statement;

        var rewritten = new StringBuilder();
        var copied = 0;
        foreach (var role in In(entry.Type, statement).Where(role => map.ContainsKey(role.Name)))
        {
            rewritten.Append(statement, copied, role.Start - copied).Append(PostgresIdentifier.Quote(Map(role.Name)));
            copied = role.End;
        }

        return rewritten.Append(statement, copied, statement.Length - copied).ToString();
    }

    /// <summary>The places where a statement of an entry of this type names a role, or everybody.</summary>
    public IReadOnlyList<(string Name, int Start, int End)> In(string type, string statement)
    {
        var roles = new List<(string Name, int Start, int End)>();
        var lexer = new SqlLexer(statement, standardConformingStrings);
        var (parentheses, expectsRole, afterRole, previous) = (0, false, false, "");
        while (lexer.Read(out var token))
        {
            var text = lexer.Text.ToString();
            parentheses += token switch { SqlToken.Open => 1, SqlToken.Close => -1, _ => 0 };
            if (parentheses > 0) continue;

            if (expectsRole && NameIn(token, text) is { } name) roles.Add((name, lexer.Start, lexer.End));
            (afterRole, expectsRole) = (expectsRole, (afterRole && text == ",") || (token == SqlToken.Word && IntroducesRole(type, previous, text)));
            previous = text;
        }

        return roles;
    }

    /// <summary>The words before a role. Those that are looked for alone are reserved: as names they are quoted.</summary>
    private static bool IntroducesRole(string type, string previous, string word) => (type, previous, word) switch
    {
        ("SCHEMA", _, "AUTHORIZATION") => true,
        ("USER MAPPING", "MAPPING", "FOR") => true,
        ("POLICY", _, "TO") => true,
        ("ACL" or "ACL LANGUAGE" or "DEFAULT ACL", _, "TO" or "FROM") => true,
        (_, "FOR", "ROLE") or (_, "GRANTED", "BY") or (_, "SESSION", "AUTHORIZATION") => true,
        _ => false,
    };

    private static string? NameIn(SqlToken token, string text) =>
        text[0] == '"' ? PostgresIdentifier.Unquote(text) : token == SqlToken.Word ? text : null;
}
