using PgClone.Diagnostics;
using PgClone.Testing;
using Xunit.v3;

namespace PgClone.Xunit;

public sealed class LazyFixtureTests(ShopStore store, SharedShop shared)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_assembly_fixture_restores_nothing_before_it_is_started()
    {
        Assert.Equal(0, shared.Starts);
        var error = Assert.Throws<InvalidOperationException>(() => shared.DataSource);
        Assert.StartsWith("SharedShop has not been started.", error.Message, StringComparison.Ordinal);
        Assert.Contains("await its StartAsync", error.Message, StringComparison.Ordinal);

        await shared.StartAsync(Token);

        Assert.Equal(1, shared.Starts);
        Assert.Equal((long)ShopStore.Rows, await CountAsync(shared));
    }

    [Fact]
    public async Task A_fixture_that_nobody_starts_can_be_disposed()
    {
        var fixture = new StepwiseFixture(store);
        await fixture.InitializeAsync();

        await fixture.DisposeAsync();

        Assert.Equal(0, fixture.Starts);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => fixture.StartAsync(Token));
    }

    [Fact]
    public async Task All_who_start_it_wait_for_one_start()
    {
        await using var fixture = new StepwiseFixture(store);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => fixture.StartAsync(Token), Token)));

        Assert.Equal(1, fixture.Starts);
        Assert.Equal((long)ShopStore.Rows, await CountAsync(fixture));
    }

    [Fact]
    public async Task Whoever_stops_waiting_does_not_end_the_start_for_others()
    {
        var configured = new TaskCompletionSource();
        await using var fixture = new StepwiseFixture(store) { Configuring = (_, _) => configured.Task };
        using var impatient = new CancellationTokenSource();
        var left = fixture.StartAsync(impatient.Token);
        var waiting = fixture.StartAsync(Token);

        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        configured.SetResult();
        await waiting;

        Assert.Equal((long)ShopStore.Rows, await CountAsync(fixture));
    }

    [Fact]
    public async Task Before_it_is_ready_only_the_start_itself_has_the_database()
    {
        var restored = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        await using var fixture = new StepwiseFixture(store)
        {
            Restored = async (its, _) =>
            {
                Assert.Equal((long)ShopStore.Rows, await CountAsync(its));
                await its.StartAsync(Token);
                restored.SetResult();
                await goOn.Task;
            },
        };
        var start = fixture.StartAsync(Token);
        await Task.WhenAny(restored.Task, start);

        Assert.Throws<InvalidOperationException>(() => fixture.DataSource);

        goOn.SetResult();
        await start;
        Assert.NotNull(fixture.DataSource);
    }

    [Fact]
    public async Task A_fixture_that_is_disposed_while_it_starts_leaves_no_database()
    {
        var restored = new TaskCompletionSource();
        var fixture = new StepwiseFixture(store)
        {
            Restored = (_, token) =>
            {
                restored.SetResult();
                return Task.Delay(Timeout.Infinite, token);
            },
        };
        var start = fixture.StartAsync(Token);
        await Task.WhenAny(restored.Task, start);

        await fixture.DisposeAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => start);
        Assert.False(await TestServer.ExistsAsync(fixture.Name!));
    }

    [Fact]
    public async Task Configuring_may_take_time()
    {
        await using var fixture = new StepwiseFixture(store)
        {
            Configuring = async (options, token) =>
            {
                await Task.Delay(50, token);
                options.Exclude = ["public.orders"];
            },
        };

        await fixture.StartAsync(Token);

        Assert.Equal(0L, await CountAsync(fixture));
        Assert.Equal(store.Key, fixture.DumpKey);
        Assert.Equal(fixture.Restore.Notices, fixture.Notices);
    }

    [Fact]
    public async Task Whatever_fails_is_told_to_every_test_in_an_exception_of_its_own_and_not_tried_again()
    {
        await using var fixture = new StepwiseFixture(store) { Configuring = (_, _) => throw new TimeoutException("The container did not start.") };

        var first = await Assert.ThrowsAsync<InvalidOperationException>(() => fixture.StartAsync(Token));
        var second = Assert.Throws<InvalidOperationException>(() => fixture.ConnectionString);

        Assert.Equal("StepwiseFixture could not be started: The container did not start.", first.Message);
        Assert.Equal(first.Message, second.Message);
        Assert.NotSame(first, second);
        Assert.IsType<TimeoutException>(second.InnerException);
        Assert.Equal(1, fixture.Starts);
    }

    [Fact]
    public async Task A_start_that_skips_skips_every_test()
    {
        await using var fixture = new StepwiseFixture(store)
        {
            Configuring = (_, _) =>
            {
                Assert.Skip("There are no containers here.");
                return Task.CompletedTask;
            },
        };

        // xunit's own asserts would skip this test, too.
        Exception? error = null;
        try
        {
            await fixture.StartAsync(Token);
        }
        catch (InvalidOperationException e)
        {
            error = e;
        }

        Assert.NotNull(error);
        Assert.Equal(DynamicSkipToken.Value + "There are no containers here.", error.Message);
    }

    [Fact]
    public async Task Several_databases_are_had_by_name_each_made_when_it_is_asked_for()
    {
        await using var databases = new ShopDatabases(store);

        var shop = await databases.GetAsync(store.Database, Token);
        var again = await databases.GetAsync(store.Database, Token);
        var error = await Assert.ThrowsAsync<PgCloneException>(() => databases.GetAsync("nobody", Token));

        Assert.Same(shop, again);
        Assert.Equal((long)ShopStore.Rows, await CountAsync(shop));
        Assert.Equal(ErrorCode.DumpNotFound, error.Code);
        var name = shop.DatabaseName;
        await databases.DisposeAsync();
        Assert.False(await TestServer.ExistsAsync(name));
    }

    [Fact]
    public async Task A_name_of_the_projects_own_is_one_too()
    {
        var folder = Directory.CreateTempSubdirectory("pgclone-names-");
        await File.WriteAllTextAsync(
            Path.Combine(folder.FullName, "pgclone.json"),
            $$"""{ "databases": { "orders": { "database": "{{store.Database}}", "storage": "{{store.Folder}}" }, "empty": { "storage": "{{folder.FullName}}" } } }""",
            Token);
        await using var databases = new ShopDatabases(store) { SettingsDirectory = folder.FullName };

        var orders = await databases.GetAsync("orders", Token);
        var error = await Assert.ThrowsAsync<PgCloneException>(() => databases.GetAsync("empty", Token));

        Assert.Equal(store.Key, orders.DumpKey);
        Assert.Equal(ErrorCode.DumpNotFound, error.Code);
        folder.Delete(recursive: true);
    }

    private static async Task<object?> CountAsync(PgCloneDatabaseFixture fixture)
    {
        await using var count = fixture.DataSource.CreateCommand("SELECT count(*) FROM orders");
        return await count.ExecuteScalarAsync(Token);
    }

    private sealed class ShopDatabases(ShopStore store) : PgCloneDatabases
    {
        public string? SettingsDirectory { get; init; }

        protected override void Configure(string name, PgCloneFixtureOptions options)
        {
            if (SettingsDirectory is null) options.Storage = store.Folder;
            else options.SettingsDirectory = SettingsDirectory;
            options.Connection = store.Server.GetConnectionString("postgres");
        }
    }
}
