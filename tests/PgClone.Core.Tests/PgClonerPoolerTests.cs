using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Testing;

namespace PgClone;

/// <summary>A real PgBouncer between the engine and the server, in each of its modes.</summary>
public sealed class PgClonerPoolerTests(ShopStore store) : IClassFixture<ShopStore>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("session")]
    [InlineData("transaction")]
    [InlineData("statement")]
    public async Task Databases_are_listed_through_any(string mode)
    {
        await using var pooler = await PgBouncer.StartAsync(mode);
        await using var database = await TestServer.CreateDatabaseAsync();

        var databases = await CreateCloner(pooler).ListLocalAsync(cancellationToken: Token);

        Assert.Contains(databases, local => local.Name == database.Name);
    }

    [Theory]
    [InlineData("session")]
    [InlineData("transaction")]
    public async Task A_dump_through_one_is_the_same_as_without(string mode)
    {
        await using var pooler = await PgBouncer.StartAsync(mode);
        await using var original = await CreateFilledAsync();
        await using var copy = new TestDatabase(original.Server, TestServer.UniqueName());

        var dump = await CreateCloner(pooler).DumpAsync(new DumpOptions { Database = original.Name }, Token);

        var direct = await store.CreateClonerAsync();
        await direct.RestoreAsync(new RestoreOptions { Source = dump.Key.Value, Database = copy.Name }, Token);
        Assert.Equal(await SumAsync(original), await SumAsync(copy));
    }

    [Fact]
    public async Task A_dump_is_refused_where_sessions_are_lent_by_the_statement()
    {
        await using var pooler = await PgBouncer.StartAsync("statement");
        await using var original = await CreateFilledAsync();

        var error = await Assert.ThrowsAsync<PgCloneException>(() => CreateCloner(pooler).DumpAsync(new DumpOptions { Database = original.Name }, Token));

        Assert.Equal(ErrorCode.PoolerBetween, error.Code);
    }

    [Theory]
    [InlineData(RestoreEngine.Native)]
    [InlineData(RestoreEngine.PgRestore)]
    public async Task A_restore_goes_through_one_that_keeps_sessions(RestoreEngine engine)
    {
        await using var pooler = await PgBouncer.StartAsync("session");
        await using var target = await TestServer.CreateDatabaseAsync();

        var result = await CreateCloner(pooler).RestoreAsync(new RestoreOptions { Source = store.Key, Database = target.Name, Engine = engine, Jobs = 4 }, Token);

        Assert.Equal(2L * ShopStore.Rows, result.Rows);
        Assert.Equal((long)ShopStore.Rows, await target.ScalarAsync("SELECT count(*) FROM customer"));
        await target.AssertNothingLeftAsync();
    }

    [Theory]
    [InlineData("transaction", RestoreEngine.Native)]
    [InlineData("transaction", RestoreEngine.PgRestore)]
    [InlineData("statement", RestoreEngine.Native)]
    public async Task A_restore_is_refused_where_sessions_change(string mode, RestoreEngine engine)
    {
        await using var pooler = await PgBouncer.StartAsync(mode);
        await using var target = await TestServer.CreateDatabaseAsync();
        await target.ExecuteAsync("CREATE TABLE mine (id int)");
        var cloner = CreateCloner(pooler);
        var options = new RestoreOptions { Source = store.Key, Database = target.Name, Engine = engine };

        var replacing = await Assert.ThrowsAsync<PgCloneException>(() => cloner.RestoreAsync(options, Token));
        var beside = await Assert.ThrowsAsync<PgCloneException>(() => cloner.RestoreTemporaryAsync(options, Token));

        Assert.Equal((ErrorCode.PoolerBetween, ErrorCode.PoolerBetween), (replacing.Code, beside.Code));
        Assert.Equal(0L, await target.ScalarAsync("SELECT count(*) FROM mine"));
        await target.AssertNothingLeftAsync();
    }

    private PgCloner CreateCloner(PgBouncer pooler) =>
        new(new PgCloneSettings { BaseDirectory = store.Folder, Storage = store.Folder, Connection = pooler.ConnectionString, PostgresDirectory = TestServer.BinDirectory });

    private static async Task<TestDatabase> CreateFilledAsync()
    {
        var database = await TestServer.CreateDatabaseAsync();
        await database.ExecuteAsync("CREATE TABLE t AS SELECT i AS id, date '2020-01-01' + i AS day, random() AS number FROM generate_series(1, 5000) i");
        return database;
    }

    private static Task<object?> SumAsync(TestDatabase database) => database.ScalarAsync("SELECT sum(hashtextextended(t::text, 0)) FROM t");
}
