using Microsoft.VisualStudio.TestTools.UnitTesting;
using PgClone;

[assembly: Parallelize(Scope = ExecutionScope.ClassLevel)]

[TestClass]
public sealed class OrderTests
{
    private static PgCloneDatabase? s_shop;

    [ClassInitialize]
    public static async Task RestoreAsync(TestContext context) => s_shop = await PgCloneDatabase.CreateAsync(new() { Source = "shop" }, context.CancellationToken);

    [ClassCleanup]
    public static async Task DropAsync() => await (s_shop?.DisposeAsync() ?? default);

    [TestMethod]
    public async Task Nothing_is_left_without_a_payment()
    {
        await using var command = s_shop!.DataSource.CreateCommand("DELETE FROM payments");

        Assert.IsGreaterThan(0, await command.ExecuteNonQueryAsync());
    }

    [TestMethod]
    public async Task A_test_has_a_clone_of_its_own()
    {
        await using var clone = await s_shop!.CloneAsync();
        await using var command = clone.DataSource.CreateCommand("SELECT count(*) FROM payments");

        Assert.AreNotEqual(0L, await command.ExecuteScalarAsync());
    }
}
