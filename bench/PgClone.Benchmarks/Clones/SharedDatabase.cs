using Npgsql;

namespace PgClone.Benchmarks.Clones;

/// <summary>One database that all test classes share, and that is set back after each as Respawn does: the rows of all tables are deleted, and here put in again.</summary>
internal sealed class SharedDatabase : IAsyncDisposable
{
    // Keys are not checked while rows are deleted and put in: their order plays no part.
    private const string Reset = """
        SELECT 'SET session_replication_role = replica; '
            || string_agg(format('DELETE FROM %1$I.%2$I; INSERT INTO %1$I.%2$I SELECT * FROM baseline.%2$I', schemaname, tablename), '; ') || '; SET session_replication_role = origin'
        FROM pg_tables WHERE schemaname = 'public'
        """;

    private const string Keep = """
        SELECT 'CREATE SCHEMA baseline; ' || string_agg(format('CREATE TABLE baseline.%2$I AS TABLE %1$I.%2$I', schemaname, tablename), '; ')
        FROM pg_tables WHERE schemaname = 'public'
        """;

    private readonly NpgsqlDataSource _source;
    private readonly string _reset;

    private SharedDatabase(NpgsqlDataSource source, string reset) => (_source, _reset) = (source, reset);

    public static async Task<SharedDatabase> PrepareAsync(string connectionString, CancellationToken cancellationToken)
    {
        var source = NpgsqlDataSource.Create(connectionString);
        await ExecuteAsync(source, await ReadAsync(source, Keep, cancellationToken), cancellationToken);
        return new SharedDatabase(source, await ReadAsync(source, Reset, cancellationToken));
    }

    public async Task RunClassAsync(CancellationToken cancellationToken)
    {
        await TestClass.RunAsync(_source, cancellationToken);
        await ExecuteAsync(_source, _reset, cancellationToken);
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static async Task<string> ReadAsync(NpgsqlDataSource source, string sql, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(sql);
        return (string)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
