using System.Globalization;

namespace PgClone.Storage;

public sealed class RetentionTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 31, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(2, null, null, null, null, "2026-03-31 09, 2026-03-31 03")]
    [InlineData(null, 2, null, null, null, "2026-03-31 09, 2026-03-30 09")]
    // Days, weeks and months without a dump do not count.
    [InlineData(null, 4, null, null, null, "2026-03-31 09, 2026-03-30 09, 2026-03-29 09, 2026-03-01 09")]
    // The 29th is a Sunday.
    [InlineData(null, null, 2, null, null, "2026-03-31 09, 2026-03-29 09")]
    [InlineData(null, null, null, 3, null, "2026-03-31 09, 2026-02-28 09, 2025-12-31 09")]
    [InlineData(1, null, null, 2, null, "2026-03-31 09, 2026-02-28 09")]
    [InlineData(null, null, null, null, 2, "2026-03-31 09, 2026-03-31 03, 2026-03-30 09")]
    [InlineData(100, null, null, null, null, "2026-03-31 09, 2026-03-31 03, 2026-03-30 09, 2026-03-29 09, 2026-03-01 09, 2026-02-28 09, 2025-12-31 09")]
    public void Keeps_the_newest_of_each_period(int? last, int? daily, int? weekly, int? monthly, int? days, string expected)
    {
        var retention = new Retention(last, daily, weekly, monthly, days is { } d ? TimeSpan.FromDays(d) : null);
        string[] times = ["2026-03-31 09", "2026-03-31 03", "2026-03-30 09", "2026-03-29 09", "2026-03-01 09", "2026-02-28 09", "2025-12-31 09"];

        var kept = retention.Decide(times.Select(DumpOf), Now).Where(one => one.Reason is not null);

        Assert.Equal(expected, string.Join(", ", kept.Select(one => one.Dump.Key.Timestamp.ToString("yyyy-MM-dd HH", CultureInfo.InvariantCulture))));
    }

    private static StoredDump DumpOf(string time) => new(
        DumpKey.Create(KeyLayout.Database, "shop", "default", DateTimeOffset.ParseExact(time, "yyyy-MM-dd HH", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal), "x"), 1);
}
