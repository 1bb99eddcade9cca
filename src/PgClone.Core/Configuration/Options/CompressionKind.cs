using System.Text.RegularExpressions;

namespace PgClone.Configuration.Options;

/// <summary>A compression as pg_dump knows it, perhaps with a level, or <c>auto</c>.</summary>
internal sealed partial class CompressionKind : OptionKind<string?>
{
    /// <summary>The best that the installed pg_dump can.</summary>
    public const string Auto = "auto";

    public override string Expected => "auto, none, gzip, lz4 or zstd, perhaps with a level behind a colon, such as zstd:3";

    public override string Placeholder => "method";

    public override string? ToWord(string? value) => value;

    public override bool TryParse(IReadOnlyList<string> words, out string? value) =>
        (value = words is [var word] && Method().IsMatch(word) ? word.ToLowerInvariant() : null) is not null;

    [GeneratedRegex(@"^(auto|none|gzip(:[1-9])?|lz4(:[1-9][0-2]?)?|zstd(:(1?[1-9]|10|2[0-2]))?)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Method();
}
