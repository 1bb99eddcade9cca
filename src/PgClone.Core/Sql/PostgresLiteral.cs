namespace PgClone.Sql;

/// <summary>Texts as SQL writes them, for the few statements that take no parameters: CREATE DATABASE, COMMENT, ALTER ... SET.</summary>
internal static class PostgresLiteral
{
    /// <summary>Quotes a text, whether standard_conforming_strings is on or off.</summary>
    public static string Quote(string text)
    {
        var doubled = text.Replace("'", "''", StringComparison.Ordinal);
        return doubled.Contains('\\', StringComparison.Ordinal)
            ? " E'" + doubled.Replace("\\", "\\\\", StringComparison.Ordinal) + "'"
            : "'" + doubled + "'";
    }
}
