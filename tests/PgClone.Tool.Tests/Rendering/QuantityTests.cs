namespace PgClone.Tool.Rendering;

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
}
