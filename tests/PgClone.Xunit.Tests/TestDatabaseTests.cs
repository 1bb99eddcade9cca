using Npgsql;
using PgClone.Testing;

namespace PgClone.Xunit;

/// <summary>Each of these tests has a copy of the class's fixture.</summary>
public sealed class TestDatabaseTests(ShopDatabase shop) : PgCloneTest<ShopDatabase>(shop), IClassFixture<ShopDatabase>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("DELETE FROM orders")]
    [InlineData("TRUNCATE orders, customer")]
    [InlineData("DROP TABLE orders")]
    public async Task What_one_test_does_no_other_sees(string change)
    {
        Assert.Equal((long)ShopStore.Rows, await CountAsync(Database.DataSource));

        await ExecuteAsync(Database.DataSource, change);

        Assert.Equal((long)ShopStore.Rows, await CountAsync(Fixture.DataSource));
    }

    [Theory, ClonedDatabase<ShopDatabase>]
    public async Task A_test_may_have_its_database_as_a_parameter(PgCloneTestDatabase its)
    {
        await ExecuteAsync(its.DataSource, "DELETE FROM orders");

        Assert.Equal((long)ShopStore.Rows, await CountAsync(Database.DataSource));
        Assert.EndsWith("(its: its own database)", TestContext.Current.Test?.TestDisplayName, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_goes_when_it_is_disposed_whoever_is_connected()
    {
        string name;
        await using (var its = await Fixture.CloneAsync(Token))
        {
            name = its.DatabaseName;
            var forgotten = await its.DataSource.OpenConnectionAsync(Token);
            Assert.True(await TestServer.ExistsAsync(forgotten.Database));
        }

        // It goes in the background.
        for (var look = 0; look < 600 && await TestServer.ExistsAsync(name); look++) await Task.Delay(50, Token);
        Assert.False(await TestServer.ExistsAsync(name));
    }

    [Fact]
    public async Task Reset_it_is_as_it_was_under_the_same_connection_string()
    {
        var (name, connection) = (Database.DatabaseName, Database.ConnectionString);
        await ExecuteAsync(Database.DataSource, "DELETE FROM orders");

        await Database.ResetAsync(Token);

        Assert.Equal((long)ShopStore.Rows, await CountAsync(Database.DataSource));
        Assert.Equal((name, connection), (Database.DatabaseName, Database.ConnectionString));
    }

    [Fact]
    public async Task A_test_that_drops_its_database_is_told_so_and_gets_it_back()
    {
        await TestServer.ExecuteAsync("postgres", $"DROP DATABASE \"{Database.DatabaseName}\" WITH (FORCE)");

        // Of a connection that was in the pool nobody knew that it is gone.
        NpgsqlConnection.ClearAllPools();
        Database.DataSource.Clear();
        var error = await Assert.ThrowsAsync<PostgresException>(() => CountAsync(Database.DataSource));
        await Database.ResetAsync(Token);

        Assert.Contains(Database.DatabaseName, error.Message, StringComparison.Ordinal);
        Assert.Equal((long)ShopStore.Rows, await CountAsync(Database.DataSource));
    }

    [Fact]
    public async Task A_test_that_ends_its_own_session_gets_another()
    {
        var error = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(Database.DataSource, "SELECT pg_terminate_backend(pg_backend_pid())"));

        Assert.Equal(PostgresErrorCodes.AdminShutdown, error.SqlState);
        Assert.Equal((long)ShopStore.Rows, await CountAsync(Database.DataSource));
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Token);
    }

    private static async Task<object?> CountAsync(NpgsqlDataSource database)
    {
        await using var count = database.CreateCommand("SELECT count(*) FROM orders");
        return await count.ExecuteScalarAsync(Token);
    }
}
