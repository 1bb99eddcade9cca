using NUnit.Framework;
using PgClone;

[assembly: Parallelizable(ParallelScope.Fixtures)]

public sealed class OrderTests
{
    private PgCloneDatabase? _shop;

    [OneTimeSetUp]
    public async Task RestoreAsync() => _shop = await PgCloneDatabase.CreateAsync(new() { Source = "shop" });

    [OneTimeTearDown]
    public async Task DropAsync() => await (_shop?.DisposeAsync() ?? default);

    [Test]
    public async Task Nothing_is_left_without_a_payment()
    {
        await using var command = _shop!.DataSource.CreateCommand("DELETE FROM payments");

        Assert.That(await command.ExecuteNonQueryAsync(), Is.GreaterThan(0));
    }

    [Test]
    public async Task A_test_has_a_clone_of_its_own()
    {
        await using var clone = await _shop!.CloneAsync();
        await using var command = clone.DataSource.CreateCommand("SELECT count(*) FROM payments");

        Assert.That(await command.ExecuteScalarAsync(), Is.GreaterThan(0L));
    }
}
