using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shop;

var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Services.AddDbContext<ShopContext>(options => options.UseNpgsql(builder.Configuration.GetConnectionString("Shop")));
using var host = builder.Build();

using var scope = host.Services.CreateScope();
var shop = scope.ServiceProvider.GetRequiredService<ShopContext>();
if (args is ["migrate"])
    await shop.Database.MigrateAsync();
else
    Console.WriteLine($"{await shop.Customers.CountAsync()} customers");
