namespace PgClone.Sql;

/// <summary>Names as SQL writes them.</summary>
internal static class PostgresIdentifier
{
    /// <summary>PostgreSQL cuts longer names, in bytes, without an error.</summary>
    public const int MaxBytes = 63;

    /// <summary>Quotes a name, so that it means itself whatever it holds.</summary>
    /// <exception cref="ArgumentException">The name is empty or holds a zero character, which no quoting can express.</exception>
    public static string Quote(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Contains('\0', StringComparison.Ordinal)) throw new ArgumentException("A name can't hold a zero character.", nameof(name));

        return '"' + name.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
    }

    /// <summary>Quotes a schema's and an object's name, joined by a dot.</summary>
    public static string Quote(string schema, string name) => Quote(schema) + '.' + Quote(name);

    /// <summary>The name that is quoted; what is not quoted, as it is.</summary>
    internal static string Unquote(string text) => text is ['"', .., '"'] ? text[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : text;
}
