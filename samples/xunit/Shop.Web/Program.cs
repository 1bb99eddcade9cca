using Microsoft.EntityFrameworkCore;
using Shop.Web;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddDbContext<ShopContext>(options => options.UseNpgsql(builder.Configuration.GetConnectionString("Shop")));
var app = builder.Build();

app.MapGet("/customers/{id:int}", async (int id, ShopContext shop) =>
    await shop.Customers.FindAsync(id) is { } customer ? Results.Ok(customer) : Results.NotFound());

app.MapPost("/customers/{id:int}/points/{points:int}", async (int id, int points, ShopContext shop) =>
{
    if (await shop.Customers.FindAsync(id) is not { } customer) return Results.NotFound();

    customer.LoyaltyPoints += points;
    await shop.SaveChangesAsync();
    return Results.Ok(customer);
});

app.Run();
