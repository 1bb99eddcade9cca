using Npgsql;
using PgClone.Diagnostics;
using PgClone.Hooks;
using PgClone.Testing;

namespace PgClone.Xunit;

public sealed class PgCloneDatabaseFixtureTests(ShopStore store)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_fixture_has_a_database_of_its_own()
    {
        await using var one = await StartAsync();
        await using var other = await StartAsync();

        await using var delete = one.DataSource.CreateCommand("DELETE FROM orders");
        await delete.ExecuteNonQueryAsync(Token);

        await using var count = other.DataSource.CreateCommand("SELECT count(*) FROM orders");
        Assert.Equal((long)ShopStore.Rows, await count.ExecuteScalarAsync(Token));
        Assert.NotEqual(one.DatabaseName, other.DatabaseName);
    }

    [Fact]
    public async Task The_database_goes_with_the_fixture_even_where_a_connection_is_still_open()
    {
        var fixture = await StartAsync();
        var name = fixture.DatabaseName;
        await using var forgotten = new NpgsqlConnection(fixture.ConnectionString);
        await forgotten.OpenAsync(Token);

        await fixture.DisposeAsync();

        Assert.False(await TestServer.ExistsAsync(name));
    }

    [Fact]
    public async Task Hooks_run_on_the_restored_database()
    {
        var hook = new DelegateHook("points", (context, _) => TestServer.ExecuteAsync(context.Database, "ALTER TABLE customer ADD points int DEFAULT 7"));

        await using var fixture = await StartAsync(options => options.Hooks.Add(hook));

        await using var points = fixture.DataSource.CreateCommand("SELECT min(points) FROM customer");
        Assert.Equal(7, await points.ExecuteScalarAsync(Token));
    }

    [Fact]
    public async Task The_configuration_file_says_what_is_not_said_in_code()
    {
        var folder = Directory.CreateTempSubdirectory("pgclone-fixture-");
        var below = folder.CreateSubdirectory("bin");
        await File.WriteAllTextAsync(
            Path.Combine(folder.FullName, "pgclone.json"), $$"""{ "database": "{{store.Database}}", "storage": "{{store.Folder}}" }""", Token);

        await using var fixture = await StartAsync(options =>
        {
            options.SettingsDirectory = below.FullName;
            options.Source = null;
            options.Storage = null;
        });

        Assert.Equal(store.Key, fixture.Restore.Key.Value);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Pooled_connections_are_limited()
    {
        await using var fixture = await StartAsync(options => options.MaxPoolSize = 3);

        Assert.Equal(3, new NpgsqlConnectionStringBuilder(fixture.ConnectionString).MaxPoolSize);
    }

    [Fact]
    public async Task A_pool_of_nobody_is_refused_before_anything_is_restored()
    {
        await using var fixture = await StartAsync(options => options.MaxPoolSize = 0);

        Assert.Equal(ErrorCode.InvalidOption, Assert.Throws<PgCloneException>(() => fixture.DataSource).Code);
    }

    [Fact]
    public async Task A_smallest_pool_that_is_larger_than_the_largest_is_cut()
    {
        await using var fixture = await StartAsync(options =>
        {
            options.Connection = new NpgsqlConnectionStringBuilder(options.Connection) { MinPoolSize = 20 }.ConnectionString;
            options.MaxPoolSize = 3;
        });

        await using var count = fixture.DataSource.CreateCommand("SELECT count(*) FROM orders");
        Assert.Equal((long)ShopStore.Rows, await count.ExecuteScalarAsync(Token));
    }

    [Fact]
    public async Task A_restore_that_failed_is_told_to_every_test_that_asks_for_the_database()
    {
        await using var fixture = await StartAsync(options => options.Source = "nobody");

        var first = Assert.Throws<PgCloneException>(() => fixture.DataSource);
        var second = Assert.Throws<PgCloneException>(() => fixture.ConnectionString);

        Assert.Equal((ErrorCode.DumpNotFound, ErrorCode.DumpNotFound), (first.Code, second.Code));
        Assert.StartsWith("PGC2001: ", first.Message);
        Assert.NotSame(first, second);
    }

    [Fact]
    public void A_fixture_that_nobody_started_says_so()
    {
        var fixture = new PgCloneDatabaseFixture();

        var error = Assert.Throws<InvalidOperationException>(() => fixture.DatabaseName);

        Assert.StartsWith("PgCloneDatabaseFixture was not initialised", error.Message);
    }

    private async Task<PgCloneDatabaseFixture> StartAsync(Action<PgCloneFixtureOptions>? change = null)
    {
        var fixture = new ConfiguredFixture(options =>
        {
            options.Source = store.Key;
            options.Storage = store.Folder;
            options.Connection = store.Server.GetConnectionString("postgres");
            change?.Invoke(options);
        });
        await fixture.InitializeAsync();
        return fixture;
    }

    private sealed class ConfiguredFixture(Action<PgCloneFixtureOptions> configure) : PgCloneDatabaseFixture
    {
        protected override void Configure(PgCloneFixtureOptions options) => configure(options);
    }
}
