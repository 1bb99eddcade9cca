using PgClone.Diagnostics;

namespace PgClone.Storage;

public sealed class DumpKeyTests
{
    private static readonly DateTimeOffset Time = new DateTimeOffset(2026, 11, 22, 9, 30, 5, TimeSpan.Zero).AddMicroseconds(120);

    [Fact]
    public void Reads_a_key_of_the_database_layout()
    {
        var key = DumpKey.Parse("shop/2026_11_22_09_30_05_000120.default.dump");

        Assert.Equal(new DumpKey("shop/2026_11_22_09_30_05_000120.default.dump", "shop", "default", Time, null), key);
    }

    [Fact]
    public void Reads_a_key_of_the_instance_layout()
    {
        var key = DumpKey.Parse("prod/shop/nightly/2026-11-22-09-30-05-000120.dump");

        Assert.Equal(new DumpKey("prod/shop/nightly/2026-11-22-09-30-05-000120.dump", "shop", "nightly", Time, "prod"), key);
    }

    [Theory]
    [InlineData(KeyLayout.Database, "shop/2026_11_22_09_30_05_000120.nightly.v2.dump")]
    [InlineData(KeyLayout.Instance, "prod/shop/nightly.v2/2026-11-22-09-30-05-000120.dump")]
    public void Leaves_ordinary_names_as_they_are(KeyLayout layout, string expected)
    {
        var key = DumpKey.Create(layout, "shop", "nightly.v2", Time.ToOffset(TimeSpan.FromHours(5)), "prod");

        Assert.Equal(expected, key.Value);
        Assert.Equal(Time, key.Timestamp);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData(".hidden")]
    [InlineData("trailing. ")]
    [InlineData("C:")]
    [InlineData("back\\slash")]
    [InlineData("100%")]
    [InlineData("a%2Fb")]
    [InlineData("line\nbreak")]
    [InlineData("Größe 日本 🐘")]
    [InlineData("_under-score.dump")]
    public void Holds_every_name_that_a_database_can_have(string name)
    {
        foreach (var layout in Enum.GetValues<KeyLayout>())
        {
            var key = DumpKey.Create(layout, name, name, Time, name);

            Assert.Equal(name, key.Database);
            Assert.Equal(name, key.Config);
            Assert.Equal(key, DumpKey.Parse(key.Value));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("shop")]
    [InlineData("shop/latest.default.dump")]
    [InlineData("shop/2026_13_22_09_30_05_000120.default.dump")]
    [InlineData("shop/2026_11_22_09_30_05_000120.dump")]
    [InlineData("shop/2026_11_22_09_30_05_000120.default.sql")]
    [InlineData("2026_11_22_09_30_05_000120.default.dump")]
    [InlineData("../2026_11_22_09_30_05_000120.default.dump")]
    [InlineData("./2026_11_22_09_30_05_000120.default.dump")]
    [InlineData("/shop/2026_11_22_09_30_05_000120.default.dump")]
    [InlineData("//2026_11_22_09_30_05_000120.default.dump")]
    [InlineData("/2026_11_22_09_30_05_000120.default.dump")]
    [InlineData("C:/2026_11_22_09_30_05_000120.default.dump")]
    [InlineData("shop/2026_11_22_09_30_05_000120.a:stream.dump")]
    [InlineData("..\\x/2026_11_22_09_30_05_000120.default.dump")]
    [InlineData("shop\0/2026_11_22_09_30_05_000120.default.dump")]
    [InlineData("shop%00/2026_11_22_09_30_05_000120.default.dump")]
    [InlineData("prod/../nightly/2026-11-22-09-30-05-000120.dump")]
    [InlineData("prod//nightly/2026-11-22-09-30-05-000120.dump")]
    [InlineData("prod/shop/nightly/more/2026-11-22-09-30-05-000120.dump")]
    public void Refuses_what_is_no_key_or_leads_out_of_the_store(string value)
    {
        var e = Assert.Throws<PgCloneException>(() => DumpKey.Parse(value));

        Assert.Equal(ErrorCode.InvalidDumpKey, e.Code);
        Assert.DoesNotContain('\0', e.Message);
        Assert.False(DumpKey.TryParse(value, out _));
    }
}
