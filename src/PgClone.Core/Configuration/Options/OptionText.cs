using System.Globalization;

namespace PgClone.Configuration.Options;

/// <summary>Values as people write them.</summary>
internal static class OptionText
{
    /// <summary>Null for what has nothing in it.</summary>
    public static string? Of(object? value) => value switch
    {
        null => null,
        string text => text,
        TimeSpan time => time.TotalSeconds switch
        {
            0 => "0",
            var seconds when seconds % 3600 == 0 => FormattableString.Invariant($"{seconds / 3600}h"),
            var seconds when seconds % 60 == 0 => FormattableString.Invariant($"{seconds / 60}m"),
            var seconds => FormattableString.Invariant($"{seconds}s"),
        },
        IReadOnlyDictionary<string, string> map => Join(map.Select(pair => $"{pair.Key}={pair.Value}")),
        System.Collections.IEnumerable list => Join(list.Cast<object>().Select(item => Of(item))),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    private static string? Join(IEnumerable<string?> items) => string.Join(", ", items) is { Length: > 0 } text ? text : null;
}
