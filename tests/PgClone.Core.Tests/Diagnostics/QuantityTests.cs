namespace PgClone.Diagnostics;

public sealed class QuantityTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1_000, "1 kB")]
    [InlineData(999_949, "999.9 kB")]
    [InlineData(999_950, "1 MB")]
    [InlineData(1_250_000_000, "1.2 GB")]
    [InlineData(long.MaxValue, "9223.4 PB")]
    public void Writes_bytes_in_decimal_units(long bytes, string expected) => Assert.Equal(expected, Quantity.Bytes(bytes));

    [Theory]
    [InlineData(0.004, "0.00 s")]
    [InlineData(9.99, "9.99 s")]
    [InlineData(9.996, "10.0 s")]
    [InlineData(59.94, "59.9 s")]
    [InlineData(60, "1:00 min")]
    [InlineData(3725, "62:05 min")]
    public void Writes_seconds_until_they_are_minutes(double seconds, string expected) => Assert.Equal(expected, Quantity.Seconds(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(1, "tables", "1 table")]
    [InlineData(2, "tables", "2 tables")]
    [InlineData(0, "rows", "0 rows")]
    [InlineData(1, "entries", "1 entry")]
    [InlineData(1, "databases", "1 database")]
    [InlineData(1, "indexes", "1 index")]
    [InlineData(1, "bytes", "1 B")]
    public void Knows_singular_and_plural(long count, string unit, string expected) => Assert.Equal(expected, Quantity.Of(count, unit));

    [Theory]
    [InlineData(0, "just now")]
    [InlineData(-30, "just now")]
    [InlineData(60, "1 minute ago")]
    [InlineData(3 * 3600 + 5, "3 hours ago")]
    [InlineData(24 * 3600, "1 day ago")]
    [InlineData(400L * 24 * 3600, "13 months ago")]
    [InlineData(800L * 24 * 3600, "2 years ago")]
    public void Tells_an_age(long seconds, string expected) => Assert.Equal(expected, Quantity.Ago(TimeSpan.FromSeconds(seconds)));
}
