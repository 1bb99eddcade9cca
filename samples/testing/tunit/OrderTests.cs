using PgClone;

public sealed class OrderTests
{
    private static PgCloneDatabase? s_shop;

    [Before(Class)]
    public static async Task RestoreAsync(CancellationToken cancellationToken) => s_shop = await PgCloneDatabase.CreateAsync(new() { Source = "shop" }, cancellationToken);

    [After(Class)]
    public static async Task DropAsync() => await (s_shop?.DisposeAsync() ?? default);

    [Test]
    public async Task Nothing_is_left_without_a_payment()
    {
        await using var command = s_shop!.DataSource.CreateCommand("DELETE FROM payments");

        await Assert.That(await command.ExecuteNonQueryAsync()).IsGreaterThan(0);
    }

    [Test]
    public async Task A_test_has_a_clone_of_its_own()
    {
        await using var clone = await s_shop!.CloneAsync();
        await using var command = clone.DataSource.CreateCommand("SELECT count(*) FROM payments");

        await Assert.That((long)(await command.ExecuteScalarAsync())!).IsGreaterThan(0);
    }
}
