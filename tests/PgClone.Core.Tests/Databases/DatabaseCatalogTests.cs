using PgClone.Servers;
using PgClone.Testing;

namespace PgClone.Databases;

public sealed class DatabaseCatalogTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lists_databases_with_their_size_but_neither_templates_nor_temporary_ones()
    {
        var server = await TestServer.GetAsync();
        await using var database = await TestServer.CreateDatabaseAsync();
        await using var temporary = await TemporaryDatabase.CreateAsync(server, "app", new("UTF8"), null, Token);

        var databases = await DatabaseCatalog.ListAsync(server, Token);

        Assert.True(databases.Single(d => d.Name == database.Name).Bytes > 1_000_000);
        Assert.DoesNotContain(databases, d => d.Name is "template0" or "template1" or "postgres" || d.Name == temporary.Name);
    }

    [Fact]
    public async Task Shows_no_size_where_the_user_may_not_ask()
    {
        await using var role = await TestRole.CreateAsync();
        await using var database = await TestServer.CreateDatabaseAsync();
        await TestServer.ExecuteAsync("postgres", $"REVOKE CONNECT ON DATABASE {database.QuotedName} FROM PUBLIC");
        var server = await PostgresServer.ConnectAsync(role.ConnectionString, cancellationToken: Token);

        var databases = await DatabaseCatalog.ListAsync(server, Token);

        Assert.Null(databases.Single(d => d.Name == database.Name).Bytes);
    }
}
