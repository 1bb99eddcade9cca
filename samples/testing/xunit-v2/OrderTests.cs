using PgClone.Xunit;
using Xunit;

public sealed class ShopDatabase : PgCloneDatabaseFixture
{
    protected override void Configure(PgCloneFixtureOptions options) => options.Source = "shop";
}

public sealed class OrderTests(ShopDatabase shop) : IClassFixture<ShopDatabase>
{
    [Fact]
    public async Task Nothing_is_left_without_a_payment()
    {
        await using var command = shop.DataSource.CreateCommand("DELETE FROM payments");

        Assert.True(await command.ExecuteNonQueryAsync() > 0);
    }

    [Fact]
    public async Task A_test_has_a_clone_of_its_own()
    {
        await using var clone = await shop.CloneAsync();
        await using var command = clone.DataSource.CreateCommand("SELECT count(*) FROM payments");

        Assert.NotEqual(0L, await command.ExecuteScalarAsync());
    }
}
