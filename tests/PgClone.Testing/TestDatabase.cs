using PgClone.Databases;
using PgClone.Servers;
using PgClone.Sql;
using Xunit;

namespace PgClone.Testing;

/// <summary>A database of one test. Disposing drops it, with whoever is connected.</summary>
/// <param name="Server">The server it is on.</param>
/// <param name="Name">Its name.</param>
public sealed record TestDatabase(PostgresServer Server, string Name) : IAsyncDisposable
{
    /// <summary>The name as SQL writes it.</summary>
    public string QuotedName => PostgresIdentifier.Quote(Name);

    /// <summary>Its connection string.</summary>
    public string ConnectionString => Server.GetConnectionString(Name);

    /// <summary>Runs SQL in it.</summary>
    public Task ExecuteAsync(string sql) => TestServer.ExecuteAsync(Name, sql);

    /// <summary>Runs a query in it and gives the first row's first column; null where there is none.</summary>
    public Task<object?> ScalarAsync(string sql) => TestServer.ScalarAsync(Name, sql);

    /// <summary>Fails the test where a temporary database names this one as its target.</summary>
    public async Task AssertNothingLeftAsync() => Assert.Equal(
        0L, await ScalarAsync($"SELECT count(*) FROM pg_database WHERE shobj_description(oid, 'pg_database') LIKE '%\"{Name}\"%'"));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await TestServer.ExecuteAsync(Server.MaintenanceDatabase, $"DROP DATABASE IF EXISTS {QuotedName} WITH (FORCE)");
}
