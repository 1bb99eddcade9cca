using PgClone;
using Testcontainers.PostgreSql;

namespace ComingFrom.Testcontainers;

public sealed class Before : IAsyncDisposable
{
    private readonly PostgreSqlContainer _container = new PostgreSqlBuilder("postgres:17").WithResourceMapping(new FileInfo("shop.dump"), "/dumps/").Build();

    public async Task<string> StartAsync()
    {
        await _container.StartAsync();
        await _container.ExecAsync(["pg_restore", "--no-owner", "--username", PostgreSqlBuilder.DefaultUsername, "--dbname", PostgreSqlBuilder.DefaultDatabase, "/dumps/shop.dump"]);
        return _container.GetConnectionString();
    }

    public ValueTask DisposeAsync() => _container.DisposeAsync();
}

public sealed class After : IAsyncDisposable
{
    private PgCloneDatabase? _shop;

    public async Task<string> StartAsync()
    {
        _shop = await PgCloneDatabase.CreateAsync(new() { Source = "shop" });
        return _shop.ConnectionString;
    }

    public ValueTask DisposeAsync() => _shop?.DisposeAsync() ?? default;
}
