using PgClone.Configuration;
using PgClone.Servers;
using PgClone.Testing;

namespace PgClone;

/// <summary>Restores of a user who has few connections.</summary>
public sealed class PgClonerShortageTests(ShopStore store) : IClassFixture<ShopStore>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Replaces_a_database_with_fewer_connections_than_jobs(int limit)
    {
        await using var role = await TestRole.CreateAsync(attributes: $"CREATEDB CONNECTION LIMIT {limit}");
        await using var target = new TestDatabase(await TestServer.GetAsync(), TestServer.UniqueName());
        var cloner = await CreateClonerAsync(role);
        var options = new RestoreOptions { Source = store.Key, Database = target.Name, Jobs = 4 };

        await cloner.RestoreAsync(options, Token);
        var result = await cloner.RestoreAsync(options, Token);

        Assert.Equal(2L * ShopStore.Rows, result.Rows);
        Assert.Equal((long)ShopStore.Rows, await target.ScalarAsync("SELECT count(*) FROM orders JOIN customer ON customer.id = customer_id"));
        await target.AssertNothingLeftAsync();
        await AssertNoSessionAsync(role);
    }

    [Fact]
    public async Task Restores_a_database_of_its_own_with_two_connections()
    {
        await using var role = await TestRole.CreateAsync(attributes: "CREATEDB CONNECTION LIMIT 2");
        var cloner = await CreateClonerAsync(role);

        var restore = await cloner.RestoreTemporaryAsync(new RestoreOptions { Source = store.Key, Jobs = 4 }, Token);
        await restore.DisposeAsync();

        Assert.Equal(2L * ShopStore.Rows, restore.Result.Rows);
        Assert.False(await TestServer.ExistsAsync(restore.Result.Database));
        await AssertNoSessionAsync(role);
    }

    [Fact]
    public async Task Dumps_with_one_connection()
    {
        await using var role = await TestRole.CreateAsync(attributes: "CONNECTION LIMIT 1");
        await using var database = await TestServer.CreateDatabaseAsync();
        await database.ExecuteAsync($"ALTER DATABASE {database.QuotedName} OWNER TO {role.QuotedName}");

        var dump = await (await CreateClonerAsync(role)).DumpAsync(new DumpOptions { Database = database.Name, Storage = Path.Combine(store.Folder, "few") }, Token);

        Assert.True(dump.Bytes > 0);
        await AssertNoSessionAsync(role);
    }

    private Task<PgCloner> CreateClonerAsync(TestRole role) =>
        store.CreateClonerAsync(settings => settings with { Connection = role.ConnectionString });

    // The server ends a session some moments after its client has left.
    private static async Task AssertNoSessionAsync(TestRole role)
    {
        for (var look = 0; look < 50; look++)
        {
            if (await CountAsync() is 0L) return;
            await Task.Delay(50, Token);
        }

        Assert.Equal(0L, await CountAsync());

        Task<object?> CountAsync() => TestServer.ScalarAsync("postgres", $"SELECT count(*) FROM pg_stat_activity WHERE usename = '{role.Name}'");
    }
}
