using Npgsql;
using PgClone.Testcontainers;

namespace PgClone.Benchmarks.Suite;

/// <summary>Clones, as docs/testing.md has it: on the embedded server, or in a container.</summary>
/// <param name="server">"embedded", "container" or "reused container".</param>
internal sealed class ClonedByPgClone(string server) : IDatabaseSource
{
    private PgCloneDatabase? _database;

    public async Task StartAsync()
    {
        var options = new PgCloneDatabaseOptions { SettingsDirectory = SuiteDatabases.Read("STORE"), Storage = SuiteDatabases.Read("STORE"), Source = SuiteDatabases.Read("KEY") };
        if (server != "embedded") options.UseContainer(SuiteDatabases.Read("IMAGE"), reuse: server == "reused container");
        _database = await PgCloneDatabase.CreateAsync(options, TestContext.Current.CancellationToken);
    }

    public async Task<IOwnDatabase> CreateAsync() => new Clone(await _database!.CloneAsync(TestContext.Current.CancellationToken));

    public ValueTask DisposeAsync() => _database?.DisposeAsync() ?? default;

    private sealed class Clone(PgCloneDatabase database) : IOwnDatabase
    {
        public NpgsqlDataSource DataSource => database.DataSource;

        public ValueTask DisposeAsync() => database.DisposeAsync();
    }
}
