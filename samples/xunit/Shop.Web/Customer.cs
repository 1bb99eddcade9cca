using System.ComponentModel.DataAnnotations.Schema;

namespace Shop.Web;

[Table("customers")]
public sealed class Customer
{
    [Column("id")]
    public int Id { get; set; }

    [Column("name")]
    public required string Name { get; set; }

    [Column("loyalty_points")]
    public int LoyaltyPoints { get; set; }
}
