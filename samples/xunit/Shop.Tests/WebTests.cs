using System.Net.Http.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Shop.Web;

namespace Shop.Tests;

public sealed class WebTests(ShopDatabase shop) : PgCloneTest<ShopDatabase>(shop)
{
    [Fact]
    public async Task Points_are_added()
    {
        await using var app = new WebApplicationFactory<Program>().WithWebHostBuilder(web => web.UseSetting("ConnectionStrings:Shop", Database.ConnectionString));
        var client = app.CreateClient();

        await client.PostAsync("/customers/1/points/7", null, TestContext.Current.CancellationToken);

        var customer = await client.GetFromJsonAsync<Customer>("/customers/1", TestContext.Current.CancellationToken);
        Assert.Equal(7, customer!.LoyaltyPoints);
    }
}
