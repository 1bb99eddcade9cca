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

        Assert.StartsWith("PgCloneDatabaseFixture has not been started", error.Message);
    }

    [Fact]
    public async Task A_pool_is_as_large_as_the_connection_string_says()
    {
        await using var said = await StartAsync(options => options.Connection = With(options.Connection, "Maximum Pool Size=4"));
        await using var smallest = await StartAsync(options => options.Connection = With(options.Connection, "Minimum Pool Size=20"));
        await using var silent = await StartAsync();

        Assert.Equal((4, 20, 10), (PoolOf(said), PoolOf(smallest), PoolOf(silent)));
        await using var connection = await smallest.DataSource.OpenConnectionAsync(Token);
    }

    [Fact]
    public async Task Types_of_the_dump_can_be_mapped()
    {
        await using var fixture = await StartAsync(configureDataSource: builder => builder.MapComposite<Price>("price"), change: options => options.Hooks.Add(
            new DelegateHook("price", (context, _) => TestServer.ExecuteAsync(context.Database, "CREATE TYPE price AS (amount int, currency text)"))));

        await using var command = fixture.DataSource.CreateCommand("SELECT (7, 'EUR')::price");

        Assert.Equal(new Price { Amount = 7, Currency = "EUR" }, await command.ExecuteScalarAsync(Token));
    }

    [Fact]
    public async Task What_is_done_after_the_restore_and_before_the_drop_has_the_database()
    {
        var fixture = new HookedFixture(store);
        await fixture.InitializeAsync();
        var name = fixture.DatabaseName;

        await fixture.DisposeAsync();

        Assert.Equal((ShopStore.Rows, ShopStore.Rows), (fixture.RowsAfterRestore, fixture.RowsBeforeDrop));
        Assert.False(await TestServer.ExistsAsync(name));
    }

    [Fact]
    public async Task What_fails_after_the_restore_is_told_to_every_test_and_drops_the_database()
    {
        await using var fixture = new HookedFixture(store) { FailsAfterRestore = true };

        await fixture.InitializeAsync();

        Assert.False(await TestServer.ExistsAsync(fixture.Name!));
        Assert.Equal("HookedFixture could not be started: After the restore.", Assert.Throws<InvalidOperationException>(() => fixture.DataSource).Message);
    }

    [Fact]
    public async Task What_fails_before_the_drop_is_told_and_the_database_dropped_all_the_same()
    {
        var fixture = new HookedFixture(store) { FailsBeforeDrop = true };
        await fixture.InitializeAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await fixture.DisposeAsync());

        Assert.False(await TestServer.ExistsAsync(fixture.Name!));
    }

    [Fact]
    public async Task A_data_source_that_can_not_be_made_leaves_no_database()
    {
        var name = "";
        var fixture = new ConfiguredFixture(
            options =>
            {
                Basics(options);
                options.Hooks.Add(new DelegateHook("name", (context, _) =>
                {
                    name = context.Database;
                    return Task.CompletedTask;
                }));
            },
            _ => throw new InvalidOperationException("No."));

        await fixture.InitializeAsync();

        Assert.False(await TestServer.ExistsAsync(name));
        Assert.EndsWith("No.", Assert.Throws<InvalidOperationException>(() => fixture.DataSource).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connections_that_can_not_be_closed_keep_no_database()
    {
        using var log = new FailingLog();
        var fixture = new ConfiguredFixture(Basics, builder => builder.UseLoggerFactory(log));
        await fixture.InitializeAsync();
        await using (await fixture.DataSource.OpenConnectionAsync(Token))
        {
        }

        log.Fails = true;
        await fixture.DisposeAsync();

        Assert.False(await TestServer.ExistsAsync(fixture.DatabaseName));
        Assert.Contains(fixture.Notices, notice => notice.Contains("could not be closed", StringComparison.Ordinal) && notice.Contains(FailingLog.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_data_source_that_a_test_has_disposed_keeps_no_database()
    {
        var fixture = await StartAsync();
        await fixture.DataSource.DisposeAsync();

        await fixture.DisposeAsync();

        Assert.False(await TestServer.ExistsAsync(fixture.DatabaseName));
    }

    [Fact]
    public async Task Hosts_that_may_be_restored_into_are_as_the_fixture_says()
    {
        await using var relay = Relay.Open(new NpgsqlConnectionStringBuilder(store.Server.GetConnectionString("postgres")).Port);
        void Through(PgCloneFixtureOptions options) =>
            options.Connection = new NpgsqlConnectionStringBuilder(options.Connection) { Host = relay.Host, Port = relay.Port }.ConnectionString;
        await using var refused = await StartAsync(Through);
        await using var allowed = await StartAsync(options =>
        {
            Through(options);
            options.AllowedHosts = [relay.Host];
            options.AllowOrigin = true;
        });

        Assert.Equal(ErrorCode.NotAllowed, Assert.Throws<PgCloneException>(() => refused.DataSource).Code);
        Assert.NotEmpty(allowed.DatabaseName);
    }

    [Fact]
    public async Task A_failure_is_told_once_in_each_test()
    {
        await using var fixture = await StartAsync(options => options.Source = "nobody");

        var error = Assert.Throws<PgCloneException>(() => fixture.DataSource);

        Assert.Null(error.InnerException);
        Assert.Equal(error.ToString().IndexOf("PGC2001", StringComparison.Ordinal), error.ToString().LastIndexOf("PGC2001", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_test_that_uses_the_database_has_the_notices_among_its_warnings()
    {
        await using var fixture = await StartAsync(options => options.Exclude = ["public.customer"]);

        Assert.NotNull(fixture.DataSource);
        Assert.NotNull(fixture.ConnectionString);

        Assert.NotEmpty(fixture.Restore.Notices);
        Assert.Equal(fixture.Restore.Notices.Select(notice => "pgclone: " + notice), TestContext.Current.Warnings);
    }

    private static string With(string? connection, string more) => connection + ";" + more;

    private static int PoolOf(PgCloneDatabaseFixture fixture) => new NpgsqlConnectionStringBuilder(fixture.ConnectionString).MaxPoolSize;

    private void Basics(PgCloneFixtureOptions options)
    {
        options.Source = store.Key;
        options.Storage = store.Folder;
        options.Connection = store.Server.GetConnectionString("postgres");
    }

    private async Task<PgCloneDatabaseFixture> StartAsync(
        Action<PgCloneFixtureOptions>? change = null, Action<NpgsqlDataSourceBuilder>? configureDataSource = null)
    {
        var fixture = new ConfiguredFixture(
            options =>
            {
                Basics(options);
                change?.Invoke(options);
            },
            configureDataSource);
        await fixture.InitializeAsync();
        return fixture;
    }

    private sealed class ConfiguredFixture(Action<PgCloneFixtureOptions> configure, Action<NpgsqlDataSourceBuilder>? configureDataSource = null) : PgCloneDatabaseFixture
    {
        protected override void Configure(PgCloneFixtureOptions options) => configure(options);

        protected override void ConfigureDataSource(NpgsqlDataSourceBuilder builder) => configureDataSource?.Invoke(builder);
    }

    private sealed record Price
    {
        public int Amount { get; set; }

        public string Currency { get; set; } = "";
    }
}
