namespace Shop;

public sealed class Customer
{
    public int Id { get; set; }

    public required string Email { get; set; }

    public required string Name { get; set; }

    public int LoyaltyPoints { get; set; }
}
