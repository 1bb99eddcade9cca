using Npgsql;
using PgClone;
using Respawn;

namespace ComingFrom.Respawn;

public sealed class Before(string connectionString)
{
    private Respawner? _respawner;

    public async Task BeforeEachTestAsync()
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        _respawner ??= await Respawner.CreateAsync(connection, new RespawnerOptions { DbAdapter = DbAdapter.Postgres, TablesToIgnore = ["schema_version"] });
        await _respawner.ResetAsync(connection);
        await SeedAsync(connection);
    }

    private static async Task SeedAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("INSERT INTO customers (email, name, country, created_at) VALUES ('a@b.c', 'A', 'DE', now())", connection);
        await command.ExecuteNonQueryAsync();
    }
}

public sealed class After(PgCloneDatabase shop)
{
    public Task BeforeEachTestAsync() => shop.ResetAsync();
}
