using Npgsql;

namespace PgClone.Benchmarks.Suite;

/// <summary>The database of one test class.</summary>
public interface IOwnDatabase : IAsyncDisposable
{
    NpgsqlDataSource DataSource { get; }
}
