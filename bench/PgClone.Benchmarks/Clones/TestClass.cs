using Npgsql;

namespace PgClone.Benchmarks.Clones;

/// <summary>What a test does with a database.</summary>
internal static class TestClass
{
    /// <summary>Comes by a connection that can be used.</summary>
    public static async Task UseAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("SELECT count(*) FROM pg_class");
        await command.ExecuteScalarAsync(cancellationToken);
    }

    /// <summary>Reads and writes a little, as a small test class does.</summary>
    public static async Task RunAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        const string sql = """
            INSERT INTO accounts SELECT max(id) + 1, 'new', 1, '{}' FROM accounts;
            UPDATE accounts SET balance = balance + 1 WHERE id <= 20;
            DELETE FROM accounts WHERE name = 'new';
            SELECT sum(balance) FROM accounts WHERE id <= 100;
            """;
        await using var command = source.CreateCommand(sql);
        await command.ExecuteScalarAsync(cancellationToken);
    }
}
