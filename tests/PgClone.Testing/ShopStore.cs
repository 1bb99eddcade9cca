using PgClone.Configuration;
using PgClone.Servers;
using Xunit;

namespace PgClone.Testing;

/// <summary>A store with one dump of a small database, made by the engine itself once per test run.</summary>
public sealed class ShopStore : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pgclone-shop-");

    /// <summary>How many rows each of the tables <c>customer</c> and <c>orders</c> has.</summary>
    public const int Rows = 2000;

    /// <summary>What any dump of this store looks like in age, in a run of some minutes: a pattern.</summary>
    public const string Age = @"(just now|\d+ minutes? ago)";

    /// <summary>The dump's key.</summary>
    public string Key { get; private set; } = "";

    /// <summary>The name of the database that was dumped.</summary>
    public string Database { get; } = TestServer.UniqueName();

    /// <summary>The server that the dumped database was on.</summary>
    public PostgresServer Server { get; private set; } = null!;

    /// <summary>The store's folder.</summary>
    public string Folder => _folder.FullName;

    /// <summary>The dump's file.</summary>
    public string File => Path.Combine(Folder, Key);

    public async ValueTask InitializeAsync()
    {
        Server = await TestServer.GetAsync();
        await using var database = await TestServer.CreateDatabaseAsync(Database);
        await database.ExecuteAsync($"""
            CREATE TABLE customer (id int PRIMARY KEY, name text NOT NULL);
            COMMENT ON TABLE customer IS 'whoever ordered once';
            CREATE TABLE orders (id int PRIMARY KEY, customer_id int NOT NULL REFERENCES customer, note text);
            INSERT INTO customer SELECT i, 'customer ' || i FROM generate_series(1, {Rows}) i;
            INSERT INTO orders SELECT i, i, md5(i::text) FROM generate_series(1, {Rows}) i;
            """);

        var dump = await (await CreateClonerAsync()).DumpAsync(new DumpOptions { Database = Database });
        Key = dump.Key.Value;
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>An engine that reads this store, on the test server.</summary>
    public async Task<PgCloner> CreateClonerAsync(Func<PgCloneSettings, PgCloneSettings>? change = null)
    {
        var server = await TestServer.GetAsync();
        var settings = new PgCloneSettings
        {
            BaseDirectory = Folder,
            Storage = Folder,
            Connection = server.GetConnectionString("postgres"),
        };
        return new PgCloner(change?.Invoke(settings) ?? settings);
    }
}
