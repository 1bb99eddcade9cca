using Microsoft.EntityFrameworkCore;

namespace Shop.Web;

public sealed class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
{
    public DbSet<Customer> Customers => Set<Customer>();
}
