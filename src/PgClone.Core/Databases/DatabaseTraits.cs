using System.Text.RegularExpressions;
using PgClone.Servers;
using PgClone.Sql;

namespace PgClone.Databases;

/// <summary>What a database has to be created with, because it can't be changed later: encoding and locale.</summary>
/// <param name="Encoding">The encoding by PostgreSQL's name.</param>
/// <param name="LocaleProvider"><c>libc</c>, <c>icu</c> or <c>builtin</c>; null means the server's default.</param>
/// <param name="Collate">The operating system's locale for sorting.</param>
/// <param name="Ctype">The operating system's locale for letters and case.</param>
/// <param name="Locale">The locale of the provider icu or builtin.</param>
/// <param name="IcuRules">Tailoring rules of the provider icu.</param>
/// <remarks>The tablespace is not among them: it is a folder on the server that was dumped.</remarks>
internal sealed partial record DatabaseTraits(
    string? Encoding = null,
    string? LocaleProvider = null,
    string? Collate = null,
    string? Ctype = null,
    string? Locale = null,
    string? IcuRules = null)
{
    /// <summary>What the archive's CREATE DATABASE statement says, in the words of any pg_dump. Null gives the server's defaults.</summary>
    public static DatabaseTraits Parse(string? createStatement)
    {
        var tokens = Token().Matches(createStatement ?? "").Select(m => m.Value).ToList();
        var options = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 1; i < tokens.Count - 1; i++)
        {
            if (tokens[i] == "=") options[tokens[i - 1]] = Unquote(tokens[i + 1]);
        }

        var locale = options.GetValueOrDefault("LOCALE");
        var collate = options.GetValueOrDefault("LC_COLLATE") ?? locale;
        return new DatabaseTraits(
            options.GetValueOrDefault("ENCODING"),
            // Before version 15 there was no other.
            options.GetValueOrDefault("LOCALE_PROVIDER")?.ToLowerInvariant() ?? (collate is null ? null : "libc"),
            collate,
            options.GetValueOrDefault("LC_CTYPE") ?? locale,
            options.GetValueOrDefault("ICU_LOCALE") ?? options.GetValueOrDefault("BUILTIN_LOCALE"),
            options.GetValueOrDefault("ICU_RULES"));
    }

    /// <summary>The options of CREATE DATABASE, in words that a server of this version knows.</summary>
    public string ToOptions(PostgresVersion version)
    {
        var options = new List<string>();
        Add("ENCODING", Encoding);
        if (version.Major >= 15) Add("LOCALE_PROVIDER", LocaleProvider);
        Add("LC_COLLATE", Collate);
        Add("LC_CTYPE", Ctype);
        Add(LocaleProvider == "builtin" ? "BUILTIN_LOCALE" : "ICU_LOCALE", Locale);
        if (version.Major >= 16) Add("ICU_RULES", IcuRules);
        return string.Join(' ', options);

        void Add(string name, string? value)
        {
            if (value is not null) options.Add($"{name} = {PostgresLiteral.Quote(value)}");
        }
    }

    /// <summary>
    /// These traits, then what comes closest to them where a server does not know the locale, best first. The encoding stays in all of them:
    /// with another one the data might not fit.
    /// </summary>
    public IEnumerable<DatabaseTraits> WithFallbacks(PostgresVersion version)
    {
        var known = LocaleProvider is not ("icu" or "builtin") || version.Major >= (LocaleProvider == "icu" ? 15 : 17);
        var libc = this with { LocaleProvider = "libc", Locale = null, IcuRules = null };
        var respelled = libc with { Collate = Respell(Collate), Ctype = Respell(Ctype) };
        // The builtin C.UTF-8 is the C library's of that name.
        var sameName = LocaleProvider == "builtin" ? libc with { Collate = Locale, Ctype = Locale } : libc;
        DatabaseTraits[] fallbacks = IsUtf8
            ? [sameName, libc, respelled, OfLibc("C.UTF-8"), OfLibc("C")]
            : [sameName, libc, respelled, OfLibc("C")];
        return (known ? fallbacks.Prepend(this) : fallbacks).Distinct();

        DatabaseTraits OfLibc(string locale) => libc with { Collate = Plain(Collate) ?? locale, Ctype = Plain(Ctype) ?? locale };
    }

    /// <summary>How messages name the locale.</summary>
    public string DescribeLocale()
    {
        var libc = Collate == Ctype ? Collate ?? "the default" : $"{Collate ?? "the default"}/{Ctype ?? "the default"}";
        return LocaleProvider is "icu" or "builtin" ? $"{Locale} ({LocaleProvider})" : libc;
    }

    private bool IsUtf8 => Encoding is null || Encoding.Equals("UTF8", StringComparison.OrdinalIgnoreCase);

    // glibc says en_US.utf8 where macOS and musl know en_US.UTF-8 only.
    private static string? Respell(string? locale) =>
        locale is null ? null : Utf8Codeset().Replace(locale, m => m.Value.Contains('-', StringComparison.Ordinal) ? ".utf8" : ".UTF-8");

    private static string? Plain(string? locale) => locale is "C" or "POSIX" ? locale : null;

    private static string Unquote(string token) => token[0] switch
    {
        '\'' => token[1..^1].Replace("''", "'", StringComparison.Ordinal),
        'E' or 'e' when token.EndsWith('\'') => token[2..^1].Replace("''", "'", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal),
        '"' => PostgresIdentifier.Unquote(token),
        _ => token,
    };

    [GeneratedRegex("""
        "(?:[^"]|"")*"|[Ee]?'(?:[^']|'')*'|[\w$]+|\S
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Token();

    [GeneratedRegex(@"\.utf-?8$", RegexOptions.IgnoreCase)]
    private static partial Regex Utf8Codeset();
}
