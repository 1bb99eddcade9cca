using Npgsql;
using PgClone.Testing;

namespace PgClone.Restoring;

/// <summary>The roles and the tablespace that the test archives name.</summary>
internal static class RichCluster
{
    private static readonly Lazy<Task> Prepared = new(CreateAsync);

    public static Task PrepareAsync() => Prepared.Value;

    private static async Task CreateAsync()
    {
        foreach (var role in new[] { "rich_owner", "rich_reader", "rich_writer", "\"Rich \"\"Odd\"\" Role\"" })
            await TestServer.ExecuteAsync("postgres", $"CREATE ROLE {role}");

        await using var connection = await (await TestServer.GetAsync()).OpenAsync("postgres", TestContext.Current.CancellationToken);
        foreach (var sql in new[] { "SET allow_in_place_tablespaces = on", "CREATE TABLESPACE rich_ts LOCATION ''" })
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
    }
}
