using PgClone.Diagnostics;

namespace PgClone.Configuration;

public sealed class DatabaseAliasTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_alias_lays_what_it_says_over_the_settings()
    {
        var settings = Load("""
            { "connection": "Host=a", "storage": "dumps", "maintenanceDatabase": "ops", "allowDump": false,
              "databases": {
                "shop": { "database": "shop_prod", "connectionVariable": "SHOP_DB", "storage": "s3://b/shop", "allowRestore": false },
                "crm": {} } }
            """, new() { ["SHOP_DB"] = "Host=b" });

        var (shop, crm) = (settings.Of("shop")!, settings.Of("crm")!);

        Assert.Equal(("Host=b", "shop_prod", "s3://b/shop", "ops", false, false), (shop.Connection, shop.Database, shop.Storage, shop.MaintenanceDatabase, shop.AllowDump, shop.AllowRestore));
        Assert.Equal(("Host=a", "crm", "dumps", false, true), (crm.Connection, crm.Database, crm.Storage, crm.AllowDump, crm.AllowRestore));
        Assert.Null(settings.Of("other"));
        Assert.Null(settings.Of(null));
    }

    [Theory]
    [InlineData("""{ "databases": { "default": { "database": "shop" } } }""", null, "shop")]
    [InlineData("""{ "database": "crm", "databases": { "default": { "database": "shop" }, "crm": { "database": "crm_dev" } } }""", null, "crm_dev")]
    [InlineData("""{ "databases": { "default": { "database": "shop" }, "crm": { "database": "crm_dev" } } }""", "crm", "crm_dev")]
    public void Where_none_is_named_it_is_the_settings_one_else_the_default(string json, string? variable, string expected) =>
        Assert.Equal(expected, Load(json, variable is null ? [] : new() { ["PGCLONE_DATABASE"] = variable }).Of(null)!.Database);

    [Fact]
    public async Task One_whose_variable_is_not_set_never_takes_the_server_around_it()
    {
        var settings = Load("""{ "connection": "Host=a", "databases": { "shop": { "connectionVariable": "PGCLONE_SHOP_DB" } } }""", []);

        var e = await Assert.ThrowsAsync<PgCloneException>(() => new PgCloner(settings).DumpAsync(new DumpOptions { Database = "shop" }, TestContext.Current.CancellationToken));

        Assert.Contains("PGCLONE_SHOP_DB is not set", e.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Both_ways_to_name_a_server_are_one_too_many()
    {
        var e = Assert.Throws<PgCloneException>(() => Load("""{ "databases": { "shop": { "connection": "Host=a", "connectionVariable": "B" } } }""", []));

        Assert.Contains("databases.shop", e.Where, StringComparison.Ordinal);
    }

    private PgCloneSettings Load(string json, Dictionary<string, string> environment)
    {
        File.WriteAllText(_folder["pgclone.json"], json);
        return SettingsLoader.Load(_folder.Path, environment);
    }
}
