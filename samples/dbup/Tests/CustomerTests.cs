using DbUp.Engine.Output;
using Migrations;
using PgClone.Hooks;
using PgClone.Xunit;
using Xunit;

public sealed class ShopDatabase : PgCloneDatabaseFixture
{
    protected override void Configure(PgCloneFixtureOptions options)
    {
        options.PreSwapHooks = [];
        options.Hooks.Add(new DelegateHook("migrate", Migrate) { Version = HookContent.OfResources(typeof(Upgrade).Assembly) });
    }

    private static Task Migrate(HookContext hook, CancellationToken cancellationToken) =>
        Task.Run(() => Upgrade.Run(hook.ConnectionString, new NoOpUpgradeLog()), cancellationToken);
}

public sealed class CustomerTests(ShopDatabase shop) : IClassFixture<ShopDatabase>
{
    [Fact]
    public async Task Everybody_begins_without_points()
    {
        await using var command = shop.DataSource.CreateCommand("SELECT count(*) FROM customers WHERE loyalty_points <> 0");

        Assert.Equal(0L, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }
}
