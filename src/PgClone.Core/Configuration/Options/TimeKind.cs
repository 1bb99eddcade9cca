using System.Globalization;

namespace PgClone.Configuration.Options;

/// <summary>A time, as people write it: a whole number with s, m or h.</summary>
internal sealed class TimeKind : OptionKind<TimeSpan?>
{
    public override string Expected => "a whole number with s, m or h, such as 30s, 10m or 1h, or 0";

    public override string Placeholder => "time";

    public override bool TryParse(IReadOnlyList<string> words, out TimeSpan? value)
    {
        value = TimeSpan.Zero;
        if (words is not [{ Length: > 0 } word]) return false;
        if (word == "0") return true;

        var unit = word[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 0 };
        var isNumber = int.TryParse(word.AsSpan(0, word.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        value = TimeSpan.FromSeconds((long)number * unit);
        return isNumber && unit > 0;
    }
}
