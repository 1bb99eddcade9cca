using EvolveDb;
using Npgsql;
using PgClone.Hooks;
using PgClone.Xunit;
using Xunit;

public sealed class ShopDatabase : PgCloneDatabaseFixture
{
    private static readonly string Scripts = Path.Combine(AppContext.BaseDirectory, "db");

    protected override void Configure(PgCloneFixtureOptions options) =>
        options.Hooks.Add(new DelegateHook("migrate", MigrateAsync) { Version = HookContent.OfFolder(Scripts) });

    private static async Task MigrateAsync(HookContext hook, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(hook.ConnectionString);
        await Task.Run(() => new Evolve(connection, hook.Output) { Locations = [Scripts], IsEraseDisabled = true }.Migrate(), cancellationToken);
    }
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
