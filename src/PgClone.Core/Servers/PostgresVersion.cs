using System.Globalization;

namespace PgClone.Servers;

/// <summary>A version of PostgreSQL, 10 or later: <c>15.18</c>.</summary>
/// <param name="Major">The major version.</param>
/// <param name="Minor">The minor version.</param>
public readonly record struct PostgresVersion(int Major, int Minor) : IComparable<PostgresVersion>
{
    /// <summary>Reads what the setting <c>server_version_num</c> says: 150018 is 15.18.</summary>
    public static PostgresVersion FromNumber(int number) => new(number / 10000, number % 10000);

    /// <summary>Reads the first number in a text such as <c>pg_dump (PostgreSQL) 18beta1</c> or <c>15.18 (Debian 15.18-0+deb12u1)</c>.</summary>
    /// <returns>Null where there is none.</returns>
    public static PostgresVersion? Parse(string text)
    {
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var major = TakeDigits(word);
            if (major.Length == 0) continue;

            var rest = word[major.Length..];
            var minor = rest.StartsWith('.') ? TakeDigits(rest[1..]) : "";
            return new PostgresVersion(ToInt(major), minor.Length == 0 ? 0 : ToInt(minor));
        }

        return null;
    }

    /// <inheritdoc/>
    public int CompareTo(PostgresVersion other) => (Major, Minor).CompareTo((other.Major, other.Minor));

    /// <summary>Whether <paramref name="left"/> is older.</summary>
    public static bool operator <(PostgresVersion left, PostgresVersion right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> is newer.</summary>
    public static bool operator >(PostgresVersion left, PostgresVersion right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> is older or the same.</summary>
    public static bool operator <=(PostgresVersion left, PostgresVersion right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> is newer or the same.</summary>
    public static bool operator >=(PostgresVersion left, PostgresVersion right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}");

    private static string TakeDigits(string text) => string.Concat(text.TakeWhile(char.IsAsciiDigit));

    private static int ToInt(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);
}
