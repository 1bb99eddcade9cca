using Npgsql;
using PgClone.Testing;

namespace PgClone.Xunit;

public sealed class ShopDatabaseTests(ShopDatabase shop, ShopStore store) : IClassFixture<ShopDatabase>
{
    [Fact]
    public async Task Reads_restored_rows_through_the_data_source()
    {
        await using var command = shop.DataSource.CreateCommand("SELECT count(*) FROM orders JOIN customer ON customer.id = customer_id");

        var rows = await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);

        Assert.Equal((long)ShopStore.Rows, rows);
    }

    [Fact]
    public async Task Reads_restored_rows_through_the_connection_string()
    {
        await using var connection = new NpgsqlConnection(shop.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("SELECT current_database()", connection);

        var database = await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);

        Assert.Equal(shop.DatabaseName, database);
    }

    [Fact]
    public void Tells_what_was_restored()
    {
        Assert.Equal(store.Key, shop.Restore.Key.Value);
        Assert.Equal(2L * ShopStore.Rows, shop.Restore.Rows);
        Assert.NotEqual(store.Database, shop.DatabaseName);
    }
}
