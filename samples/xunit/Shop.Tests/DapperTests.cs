using Dapper;

namespace Shop.Tests;

public sealed class DapperTests(ShopDatabase shop) : PgCloneTest<ShopDatabase>(shop)
{
    [Fact]
    public async Task Payments_can_be_refunded()
    {
        await using var connection = await Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);

        var refunded = await connection.ExecuteAsync("DELETE FROM payments WHERE method = @method", new { method = "voucher" });

        Assert.True(refunded > 0);
        Assert.Equal(0, await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM payments WHERE method = 'voucher'"));
    }
}
