using PgClone.Configuration;
using PgClone.Storage;
using PgClone.Testing;

namespace PgClone;

/// <summary>An engine that is given its store and its clock.</summary>
public sealed class PgClonerStoreTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dumps_go_into_the_store_that_is_given_and_come_back_from_it()
    {
        await using var database = await TestServer.CreateDatabaseAsync();
        await database.ExecuteAsync("CREATE TABLE item AS SELECT i AS id FROM generate_series(1, 1000) i");
        await using var copy = new TestDatabase(database.Server, TestServer.UniqueName());
        var settings = new PgCloneSettings { BaseDirectory = "/nowhere", Connection = database.ConnectionString, PostgresDirectory = TestServer.BinDirectory };
        var cloner = new PgCloner(settings, store: new MemoryStore(), timeProvider: new Clock(new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero)));

        var dump = await cloner.DumpAsync(new DumpOptions { Database = database.Name }, Token);
        var listed = await cloner.ListAsync(new ListOptions(), Token);
        var inspected = await cloner.InspectAsync(database.Name, cancellationToken: Token);
        await cloner.RestoreAsync(new RestoreOptions { Source = database.Name, Database = copy.Name }, Token);

        Assert.Equal($"{database.Name}/2030_01_02_03_04_05_000000.default.dump", dump.Key.Value);
        Assert.Equal(dump.Key, Assert.Single(listed).Key);
        Assert.Equal(dump.Key, inspected.Key);
        Assert.Equal(1000L, await copy.ScalarAsync("SELECT count(*) FROM item"));
    }

    private sealed class Clock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
