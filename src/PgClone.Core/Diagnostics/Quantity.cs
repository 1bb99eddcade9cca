using System.Globalization;

namespace PgClone.Diagnostics;

/// <summary>How numbers are written for people.</summary>
internal static class Quantity
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB", "PB"];

    /// <summary>Bytes in decimal units: 999 B, 1.2 MB.</summary>
    public static string Bytes(long bytes)
    {
        double value = bytes;
        var unit = 0;
        for (; value >= 999.95 && unit < Units.Length - 1; unit++) value /= 1000;
        return string.Create(CultureInfo.InvariantCulture, $"{(unit == 0 ? value : Math.Round(value, 1))} {Units[unit]}");
    }

    /// <summary>A time span in seconds: 0.04 s, 12.3 s; from a minute on as 2:05 min.</summary>
    public static string Seconds(TimeSpan time) =>
        time < TimeSpan.FromSeconds(9.995) ? time.TotalSeconds.ToString("0.00 's'", CultureInfo.InvariantCulture)
        : time < TimeSpan.FromMinutes(1) ? time.TotalSeconds.ToString("0.0 's'", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes}:{time.Seconds:00} min");

    /// <summary>A count with its thousands apart: 120,345.</summary>
    public static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A count of something, bytes among it: 1.2 MB, 14 tables, 1 table.</summary>
    /// <param name="count">How many.</param>
    /// <param name="unit">Of what, in the plural.</param>
    public static string Of(long count, string unit) => unit == "bytes" ? Bytes(count) : $"{Count(count)} {(count == 1 ? Singular(unit) : unit)}";

    /// <summary>How long ago something was: 3 hours ago.</summary>
    public static string Ago(TimeSpan age) => age switch
    {
        { TotalMinutes: < 1 } => "just now",
        { TotalHours: < 1 } => Of((long)age.TotalMinutes, "minutes") + " ago",
        { TotalDays: < 1 } => Of((long)age.TotalHours, "hours") + " ago",
        { TotalDays: < 60 } => Of((long)age.TotalDays, "days") + " ago",
        { TotalDays: < 730 } => Of((long)(age.TotalDays / 30.44), "months") + " ago",
        _ => Of((long)(age.TotalDays / 365.25), "years") + " ago",
    };

    /// <summary>When a dump was taken: 2026-11-22 09:30:00 UTC, 3 hours ago.</summary>
    public static string Taken(DateTimeOffset time, DateTimeOffset now) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, {Ago(now - time)}");

    private static string Singular(string unit) =>
        unit.EndsWith("ies", StringComparison.Ordinal) ? unit[..^3] + "y"
        : unit.EndsWith("xes", StringComparison.Ordinal) ? unit[..^2]
        : unit[..^1];
}
