using Microsoft.EntityFrameworkCore;
using PgClone.Hooks;
using PgClone.Xunit;
using Shop;
using Xunit;

public sealed class ShopDatabase : PgCloneDatabaseFixture
{
    protected override void Configure(PgCloneFixtureOptions options)
    {
        options.PreSwapHooks = [];
        options.Hooks.Add(new DelegateHook("migrate", MigrateAsync) { Version = HookContent.OfAssembly(typeof(ShopContext).Assembly) });
    }

    public ShopContext CreateContext() => new(new DbContextOptionsBuilder<ShopContext>().UseNpgsql(DataSource).Options);

    private static async Task MigrateAsync(HookContext hook, CancellationToken cancellationToken)
    {
        await using var shop = new ShopContext(new DbContextOptionsBuilder<ShopContext>().UseNpgsql(hook.ConnectionString).Options);
        await shop.Database.MigrateAsync(cancellationToken);
    }
}

public sealed class CustomerTests(ShopDatabase database) : IClassFixture<ShopDatabase>
{
    [Fact]
    public async Task Everybody_begins_without_points()
    {
        await using var shop = database.CreateContext();

        Assert.Equal(0, await shop.Customers.CountAsync(customer => customer.LoyaltyPoints != 0, TestContext.Current.CancellationToken));
    }
}
