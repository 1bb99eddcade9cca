using Microsoft.EntityFrameworkCore;

namespace Shop;

public sealed class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
{
    public DbSet<Customer> Customers => Set<Customer>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Customer>(customer =>
    {
        customer.ToTable("customers");
        customer.Property(c => c.Id).HasColumnName("id").UseIdentityAlwaysColumn();
        customer.Property(c => c.Email).HasColumnName("email");
        customer.Property(c => c.Name).HasColumnName("name");
        customer.Property(c => c.LoyaltyPoints).HasColumnName("loyalty_points");
    });
}
