using Npgsql;

namespace PgClone.Benchmarks.Suite;

/// <summary>The database of one test class.</summary>
public sealed class ClassDatabase(SuiteDatabases databases) : IAsyncLifetime
{
    private IOwnDatabase? _database;

    public NpgsqlDataSource DataSource => _database!.DataSource;

    public async ValueTask InitializeAsync() => _database = await databases.CreateAsync();

    public ValueTask DisposeAsync() => _database?.DisposeAsync() ?? default;
}
