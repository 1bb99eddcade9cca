using System.Globalization;

namespace PgClone.Configuration.Options;

/// <summary>A size in bytes, as people write it: a whole number with MB, GB or TB, of thousands.</summary>
internal sealed class SizeKind : OptionKind<long?>
{
    private const int LongestNumber = 6;

    private static readonly (string Name, long Bytes)[] Units = [("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000)];

    public override string Expected => "a whole number with MB, GB or TB, such as 500MB or 20GB";

    public override string Placeholder => "size";

    public override string? ToWord(long? value) =>
        Units.Where(unit => value % unit.Bytes == 0).Select(unit => string.Create(CultureInfo.InvariantCulture, $"{value / unit.Bytes}{unit.Name}")).FirstOrDefault();

    public override bool TryParse(IReadOnlyList<string> words, out long? value)
    {
        value = null;
        if (words is not [{ Length: > 2 and <= LongestNumber + 2 } word]) return false;

        var unit = Units.SingleOrDefault(unit => unit.Name == word[^2..]).Bytes;
        var isNumber = int.TryParse(word.AsSpan(0, word.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        value = number * unit;
        return isNumber && value > 0;
    }
}
