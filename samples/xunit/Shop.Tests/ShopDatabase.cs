using Shop.Tests;

[assembly: AssemblyFixture(typeof(ShopDatabase))]

namespace Shop.Tests;

public sealed class ShopDatabase : PgCloneDatabaseFixture
{
    protected override void Configure(PgCloneFixtureOptions options)
    {
        options.Source = "shop";
        options.KeepFailedTests = TimeSpan.FromHours(2);
    }
}
