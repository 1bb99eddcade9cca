using PgClone.Testcontainers;
using PgClone.Xunit;
using Testcontainers.PostgreSql;
using Xunit;

[assembly: AssemblyFixture(typeof(Containers))]

public sealed class Containers : IAsyncDisposable
{
    public static PostgreSqlContainer Postgres { get; } = new PostgreSqlBuilder("postgres:17").WithRestoreSettings().WithCommand("-c", "max_connections=400").Build();

    public ValueTask DisposeAsync() => Postgres.DisposeAsync();
}

public sealed class BusyShop : PgCloneDatabaseFixture
{
    protected override void Configure(PgCloneFixtureOptions options)
    {
        options.Source = "shop";
        options.UseContainer(Containers.Postgres);
    }
}

public sealed class BusyTests(BusyShop shop) : IClassFixture<BusyShop>
{
    [Fact]
    public async Task The_server_is_as_it_was_built()
    {
        await using var command = shop.DataSource.CreateCommand("SHOW max_connections");

        Assert.Equal("400", await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }
}
