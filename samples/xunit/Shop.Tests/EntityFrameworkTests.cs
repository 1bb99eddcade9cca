using Microsoft.EntityFrameworkCore;
using Shop.Web;

namespace Shop.Tests;

public sealed class EntityFrameworkTests(ShopDatabase shop) : PgCloneTest<ShopDatabase>(shop)
{
    [Fact]
    public async Task Every_customer_can_be_given_points()
    {
        var token = TestContext.Current.CancellationToken;
        await using var context = new ShopContext(new DbContextOptionsBuilder<ShopContext>().UseNpgsql(Database.DataSource).Options);

        foreach (var customer in await context.Customers.ToListAsync(token)) customer.LoyaltyPoints += 5;
        var changed = await context.SaveChangesAsync(token);

        Assert.True(changed > 0);
        Assert.Equal(changed, await context.Customers.CountAsync(customer => customer.LoyaltyPoints == 5, token));
    }
}
