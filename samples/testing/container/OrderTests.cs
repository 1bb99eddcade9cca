using PgClone.Testcontainers;
using PgClone.Xunit;
using Xunit;

public sealed class ShopDatabase : PgCloneDatabaseFixture
{
    protected override void Configure(PgCloneFixtureOptions options)
    {
        options.Source = "shop";
        options.UseContainer("postgres:17");
    }
}

public sealed class OrderTests(ShopDatabase shop) : IClassFixture<ShopDatabase>
{
    [Fact]
    public async Task Nothing_is_left_without_a_payment()
    {
        await using var command = shop.DataSource.CreateCommand("DELETE FROM payments");

        Assert.True(await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken) > 0);
    }
}
