using System.Globalization;
using PgClone.Diagnostics;

namespace PgClone.Configuration;

/// <summary>A time to wait, as people write it: a whole number with s, m or h.</summary>
internal static class WaitTime
{
    /// <exception cref="PgCloneException"><see cref="ErrorCode.InvalidOption"/>.</exception>
    public static TimeSpan Parse(string? text)
    {
        if (text is null or "0") return TimeSpan.Zero;

        var unit = text.Length == 0 ? 0 : text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 0 };
        return unit > 0 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? TimeSpan.FromSeconds((long)number * unit)
            : throw new PgCloneException(ErrorCode.InvalidOption, $"'{text}' is no time to wait.", advice: "Give a whole number with s, m or h, such as 30s, 10m or 1h; 0 does not wait.");
    }
}
