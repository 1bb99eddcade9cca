using System.Globalization;
using PgClone.Diagnostics;

namespace PgClone.Configuration;

/// <summary>How old a dump is, as people write it: a whole number with h, d or w.</summary>
internal static class Age
{
    public const string Expected = "a whole number with h, d or w, such as 12h, 30d or 8w";

    /// <exception cref="PgCloneException"><see cref="ErrorCode.InvalidOption"/>.</exception>
    public static TimeSpan Parse(string text, string option)
    {
        var hours = text is [.., var unit] ? unit switch { 'h' => 1, 'd' => 24, 'w' => 7 * 24, _ => 0 } : 0;
        return hours > 0 && ushort.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? TimeSpan.FromHours(number * hours)
            : throw new PgCloneException(ErrorCode.InvalidOption, $"'{text}' is not an age.", option, advice: $"Write {Expected}.");
    }
}
