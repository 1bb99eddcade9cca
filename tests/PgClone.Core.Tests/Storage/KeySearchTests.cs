using PgClone.Diagnostics;

namespace PgClone.Storage;

public sealed class KeySearchTests
{
    private static readonly string[] Keys =
    [
        "shop/2026_11_20_00_00_00_000000.default.dump",
        "shop/2026_11_22_00_00_00_000000.small.dump",
        "sh%6Fp/2026_11_24_00_00_00_000000.default.dump",
        "shops/2026_11_22_00_00_00_000000.default.dump",
        "prod/shop/nightly/2026-11-21-00-00-00-000000.dump",
        "prod/shops/nightly/2026-11-25-00-00-00-000000.dump",
        "prod-eu/shop/default/2026-11-23-00-00-00-000000.dump",
        "prod-eu/crm/nightly/2026-11-23-00-00-00-000000.dump",
        "shop/crm/nightly/2026-11-24-00-00-00-000000.dump",
        "a%2Fb/2026_11_20_00_00_00_000000.default.dump",
        "prod/a%2Fb/default/2026-11-21-00-00-00-000000.dump",
        "a/b/default/2026-11-21-00-00-00-000000.dump",
        "prod/a*b/default/2026-11-21-00-00-00-000000.dump",
        "prod/a%2Ab/default/2026-11-20-00-00-00-000000.dump",
        "größe \"x\"/2026_11_20_00_00_00_000000.default.dump",
    ];

    public static TheoryData<string> Sources =>
    [
        .. Keys, .. Keys.Select(key => DumpKey.Parse(key).Database).Distinct(), "prod", "prod/shop", "prod/shop/nightly", "prod-eu", "a", "a/b/default", "sh%6Fp", "a%2Fb", "sho", "prod/sho", "",
        "/", "../shop", "shop/", "a\\b", "nothing", "shop/2026_11_20_00_00_00_000001.default.dump",
    ];

    [Theory]
    [MemberData(nameof(Sources))]
    public void What_is_found_by_prefix_is_what_is_found_among_all(string source)
    {
        var found = Resolve(Keys.Where(key => Prefixes(source).Any(prefix => key.StartsWith(prefix, StringComparison.Ordinal))), source);

        // What means nothing among some is looked for among all.
        if (found is not null || Prefixes(source).Count == 0) Assert.Equal(Resolve(Keys, source), found);
        else Assert.Null(Resolve(Keys, source));
    }

    [Fact]
    public void Other_databases_keys_are_not_asked_for() =>
        Assert.Equal(["prod/crm/", "prod-eu/crm/", "shop/crm/"], KeySearch.PrefixesOf("crm", ["prod", "prod-eu", "shop"]));

    [Fact]
    public void No_prefix_lies_within_another() => Assert.Equal(["shop/", "prod/shop/"], KeySearch.PrefixesOf("shop", ["shop", "prod"]));

    private static IReadOnlyList<string> Prefixes(string source) =>
        DumpKey.TryParse(source, out _) ? [source] : KeySearch.PrefixesOf(source, [.. Keys.Select(key => key.Split('/')[0]).Distinct()]);

    private static string? Resolve(IEnumerable<string> keys, string source)
    {
        try
        {
            return new Catalog(keys.Select(key => new StoredDump(DumpKey.Parse(key), 1))).Resolve(source).Key.Value;
        }
        catch (PgCloneException e) when (e.Code is ErrorCode.DumpNotFound or ErrorCode.InvalidDumpKey)
        {
            return null;
        }
    }
}
