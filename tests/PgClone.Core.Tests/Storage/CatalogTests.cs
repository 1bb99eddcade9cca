using PgClone.Diagnostics;

namespace PgClone.Storage;

public sealed class CatalogTests
{
    private const string ShopOld = "shop/2026_11_20_00_00_00_000000.default.dump";
    private const string ShopNew = "shop/2026_11_22_00_00_00_000000.small.dump";
    private const string ShopOfProd = "prod/shop/nightly/2026-11-21-00-00-00-000000.dump";
    private const string CrmOfProdEu = "prod-eu/crm/nightly/2026-11-23-00-00-00-000000.dump";

    private static readonly Catalog Catalog = Of(ShopOld, CrmOfProdEu, ShopNew, ShopOfProd);

    [Fact]
    public void Sorts_by_time_whatever_the_layout()
    {
        var keys = Catalog.Dumps.Select(d => d.Key.Value);

        Assert.Equal([CrmOfProdEu, ShopNew, ShopOfProd, ShopOld], keys);
    }

    [Fact]
    public void Knows_the_names()
    {
        Assert.Equal(["crm", "shop"], Catalog.Databases);
        Assert.Equal(["prod", "prod-eu"], Catalog.Instances);
        Assert.Equal(["default", "nightly", "small"], Catalog.Configs);
    }

    [Fact]
    public void Filters_by_the_whole_name_of_a_database()
    {
        Assert.Equal([ShopNew, ShopOfProd, ShopOld], Catalog.OfDatabase("shop").Select(d => d.Key.Value));
        Assert.Empty(Catalog.OfDatabase("sho"));
    }

    [Theory]
    [InlineData(ShopOld, ShopOld)]
    [InlineData("shop", ShopOld)]
    [InlineData("prod", ShopOfProd)]
    [InlineData("prod/shop", ShopOfProd)]
    [InlineData("prod/shop/nightly", ShopOfProd)]
    [InlineData("prod-eu", CrmOfProdEu)]
    public void Resolves_a_key_a_database_or_the_first_parts_of_a_key(string source, string expected) =>
        Assert.Equal(expected, Catalog.Resolve(source).Key.Value);

    [Theory]
    [InlineData("shop", "small", ShopNew)]
    [InlineData("shop", "nightly", ShopOfProd)]
    [InlineData("shop", "default", ShopOld)]
    [InlineData("prod/shop", "nightly", ShopOfProd)]
    [InlineData(ShopOld, "small", ShopOld)]
    public void Resolves_to_the_latest_dump_of_a_configuration(string source, string config, string expected)
    {
        Assert.Equal(expected, Catalog.Resolve(source, config).Key.Value);
        Assert.Null(Catalog.NoticeOf(source, config, DumpKey.Parse(expected)));
    }

    [Fact]
    public void A_configuration_without_a_dump_is_an_error_that_names_those_that_have_one()
    {
        var e = Assert.Throws<PgCloneException>(() => Catalog.Resolve("shop", "weekly"));

        Assert.Equal(ErrorCode.DumpNotFound, e.Code);
        Assert.Equal("There are dumps of: default, nightly, small", e.Why);
    }

    [Theory]
    [InlineData("crm", CrmOfProdEu, true)]
    [InlineData("prod-eu/crm", CrmOfProdEu, true)]
    [InlineData("prod-eu/crm/nightly", CrmOfProdEu, false)]
    [InlineData(CrmOfProdEu, CrmOfProdEu, false)]
    [InlineData("shop", ShopOld, false)]
    public void Says_where_a_dump_of_another_configuration_is_taken(string source, string found, bool isSaid)
    {
        var notice = Catalog.NoticeOf(source, null, Catalog.Resolve(source).Key);

        Assert.Equal(found, Catalog.Resolve(source).Key.Value);
        Assert.Equal(isSaid, notice is not null);
        if (isSaid) Assert.Contains(found, notice, StringComparison.Ordinal);
    }

    [Fact]
    public void Resolves_a_database_whose_name_looks_hostile()
    {
        var catalog = Of(DumpKey.Create(KeyLayout.Database, "../shop", "default", DateTimeOffset.UnixEpoch, "me").Value);

        Assert.Equal("../shop", catalog.Resolve("../shop").Key.Database);
    }

    [Fact]
    public void Names_the_nearest_keys_for_a_key_that_is_not_there()
    {
        var e = Assert.Throws<PgCloneException>(() => Catalog.Resolve("shop/2026_11_20_00_00_00_000001.default.dump"));

        Assert.Equal(ErrorCode.DumpNotFound, e.Code);
        Assert.Contains($"{ShopOld}, {ShopOfProd}", e.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sho")]
    [InlineData("pro")]
    [InlineData("prod/sho")]
    [InlineData("nothing/2026_11_20_00_00_00_000001.default.dump")]
    public void Names_the_databases_there_are_for_one_that_is_not(string source)
    {
        var e = Assert.Throws<PgCloneException>(() => Catalog.Resolve(source));

        Assert.Equal(ErrorCode.DumpNotFound, e.Code);
        Assert.Contains("crm, shop", e.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_that_the_store_is_empty()
    {
        var e = Assert.Throws<PgCloneException>(() => Of().Resolve("shop"));

        Assert.Equal(ErrorCode.DumpNotFound, e.Code);
        Assert.Equal("The store is empty.", e.Why);
    }

    [Theory]
    [InlineData("../shop")]
    [InlineData("/etc/passwd")]
    [InlineData("../shop/2026_11_20_00_00_00_000001.default.dump")]
    public void Refuses_a_hostile_key(string source)
    {
        var e = Assert.Throws<PgCloneException>(() => Catalog.Resolve(source));

        Assert.Equal(ErrorCode.InvalidDumpKey, e.Code);
    }

    private static Catalog Of(params string[] keys) => new(keys.Select(k => new StoredDump(DumpKey.Parse(k), 1)));
}
