using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using PgClone.Diagnostics;

namespace PgClone.Storage;

/// <summary>An archive's name in a store: relative, with <c>/</c> between its parts, and parsed.</summary>
/// <remarks>
/// What a name can't say in a key is percent-encoded there, so that a database <c>a/b</c> lies under <c>a%2Fb</c>; ordinary names stand as
/// they are.
/// </remarks>
/// <param name="Value">The whole key, such as <c>shop/2026_11_22_09_30_00_000000.default.dump</c>.</param>
/// <param name="Database">The database that was dumped.</param>
/// <param name="Config">The dump configuration's name, such as <c>default</c>.</param>
/// <param name="Timestamp">When the dump was started, in UTC.</param>
/// <param name="Instance">The instance, in the layout that has one; else null.</param>
public sealed record DumpKey(string Value, string Database, string Config, DateTimeOffset Timestamp, string? Instance)
{
    /// <summary>The configuration that a dump is of where none is named, and that the latest dump is looked for of.</summary>
    internal const string DefaultConfig = "default";

    internal const string Extension = ".dump";

    /// <summary>What the name of a dump's manifest has behind the dump's key.</summary>
    internal const string ManifestExtension = ".json";

    private const string DatabaseLayoutTime = "yyyy_MM_dd_HH_mm_ss_ffffff";
    private const string InstanceLayoutTime = "yyyy-MM-dd-HH-mm-ss-ffffff";

    /// <summary>Builds the key of a new dump.</summary>
    /// <param name="layout">The layout.</param>
    /// <param name="database">The database.</param>
    /// <param name="config">The dump configuration's name.</param>
    /// <param name="timestamp">When the dump is started; the key holds microseconds.</param>
    /// <param name="instance">The instance; plays a part only in the layout that has one.</param>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.InvalidDumpKey"/>: a name can't be part of a key.</exception>
    public static DumpKey Create(KeyLayout layout, string database, string config, DateTimeOffset timestamp, string instance)
    {
        ArgumentException.ThrowIfNullOrEmpty(database);
        ArgumentException.ThrowIfNullOrEmpty(config);
        ArgumentException.ThrowIfNullOrEmpty(instance);

        return Parse(layout == KeyLayout.Instance
            ? $"{KeyPart.Encode(instance)}/{KeyPart.Encode(database)}/{KeyPart.Encode(config)}/{Time(InstanceLayoutTime)}{Extension}"
            : $"{KeyPart.Encode(database)}/{Time(DatabaseLayoutTime)}.{KeyPart.Encode(config)}{Extension}");

        string Time(string format) => timestamp.UtcDateTime.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>Reads a key of either layout.</summary>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.InvalidDumpKey"/>: it has neither layout, or points outside the store.</exception>
    public static DumpKey Parse(string value) => TryParse(value, out var key)
        ? key
        : throw new PgCloneException(
            ErrorCode.InvalidDumpKey,
            $"'{value.Replace("\0", "\\0", StringComparison.Ordinal)}' is not a dump key.",
            why: value.Split('/').All(KeyPart.IsSafe) ? null : "A key is relative and has no empty part, no '.', '..', backslash, colon or control character.",
            advice: $"Write it as {{database}}/{DatabaseLayoutTime}.{{config}}{Extension} or {{instance}}/{{database}}/{{config}}/{InstanceLayoutTime}{Extension}; `pgclone ls` lists the keys.");

    /// <summary>Reads a key of either layout.</summary>
    /// <returns>Whether <paramref name="value"/> is a key.</returns>
    public static bool TryParse(string? value, [NotNullWhen(true)] out DumpKey? key)
    {
        key = null;
        if (value is null || !value.EndsWith(Extension, StringComparison.Ordinal)) return false;

        var parts = value[..^Extension.Length].Split('/');
        if (!parts.All(KeyPart.IsSafe)) return false;

        key = parts switch
        {
            [var database, { Length: > 27 } file] when file[26] == '.' && TryTime(file[..26], DatabaseLayoutTime, out var time) =>
                new DumpKey(value, KeyPart.Decode(database), KeyPart.Decode(file[27..]), time, null),
            [var instance, var database, var config, var file] when TryTime(file, InstanceLayoutTime, out var time) =>
                new DumpKey(value, KeyPart.Decode(database), KeyPart.Decode(config), time, KeyPart.Decode(instance)),
            _ => null,
        };
        return key is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;

    private static bool TryTime(string text, string format, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
}
