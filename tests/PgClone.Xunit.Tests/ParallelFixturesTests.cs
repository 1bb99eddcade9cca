using System.Diagnostics;
using Npgsql;
using PgClone.Testing;

namespace PgClone.Xunit;

public sealed class ParallelFixturesTests(ShopStore store, SmallServer server) : IClassFixture<SmallServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Twelve_at_once_on_a_server_with_few_connections_all_pass_and_leave_nothing_behind()
    {
        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(RunClassAsync, Token)));

        await server.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task Forty_tests_with_clones_at_once_wait_for_the_servers_connections_and_see_their_own_rows_only()
    {
        await using (var fixture = await StartAsync())
        {
            await Task.WhenAll(Enumerable.Range(0, 40).Select(number => Task.Run(() => RunTestAsync(fixture, number), Token)));
        }

        await server.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task Where_a_test_takes_all_connections_its_database_is_dropped_all_the_same()
    {
        var fixture = await StartAsync();
        var name = fixture.DatabaseName;
        var held = new List<NpgsqlConnection>();
        try
        {
            var time = Stopwatch.StartNew();
            await Assert.ThrowsAsync<PostgresException>(TakeAllAsync);

            await fixture.DisposeAsync();

            Assert.Equal(0L, await server.ScalarAsync($"SELECT count(*) FROM pg_database WHERE datname = '{name}'"));
            Assert.InRange(time.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        }
        finally
        {
            foreach (var connection in held) await connection.DisposeAsync();
        }

        await server.AssertNothingLeftAsync();

        async Task TakeAllAsync()
        {
            var elsewhere = new NpgsqlConnectionStringBuilder(server.Connection) { Database = "postgres", Pooling = false }.ConnectionString;
            while (held.Count < 100)
            {
                var connection = new NpgsqlConnection(elsewhere);
                await connection.OpenAsync(Token);
                held.Add(connection);
            }
        }
    }

    [Fact]
    public async Task A_test_that_ends_all_sessions_costs_nobody_a_database()
    {
        await using (var idle = await StartAsync())
        {
            await server.ScalarAsync("SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity WHERE usename = 'tester'");

            // Its restore looks for what others have left behind.
            await using var other = await StartAsync();

            await using var count = idle.DataSource.CreateCommand("SELECT count(*) FROM orders");
            Assert.Equal((long)ShopStore.Rows, await count.ExecuteScalarAsync(Token));
        }

        await server.AssertNothingLeftAsync();
    }

    /// <summary>What xunit does with a test class and its fixture.</summary>
    private async Task RunClassAsync()
    {
        await using var fixture = await StartAsync();

        Assert.Equal((long)ShopStore.Rows, await CountAsync());
        await using var delete = fixture.DataSource.CreateCommand("DELETE FROM orders WHERE id % 2 = 0");
        await delete.ExecuteNonQueryAsync(Token);
        await Task.Delay(300, Token);
        Assert.Equal(ShopStore.Rows / 2L, await CountAsync());

        async Task<object?> CountAsync()
        {
            await using var count = fixture.DataSource.CreateCommand("SELECT count(*) FROM orders");
            return await count.ExecuteScalarAsync(Token);
        }
    }

    private static async Task RunTestAsync(PgCloneDatabaseFixture fixture, int number)
    {
        await using var its = await fixture.CloneAsync(Token);
        await using var write = its.DataSource.CreateCommand($"DELETE FROM orders; INSERT INTO customer VALUES (-1, '{number}')");
        Assert.Equal(ShopStore.Rows + 1, await write.ExecuteNonQueryAsync(Token));

        await Task.Delay(20, Token);

        await using var read = its.DataSource.CreateCommand("SELECT string_agg(name, ',') FROM customer WHERE id < 0");
        Assert.Equal($"{number}", await read.ExecuteScalarAsync(Token));
    }

    private async Task<PgCloneDatabaseFixture> StartAsync()
    {
        var fixture = new SmallServerFixture(store, server);
        await fixture.InitializeAsync();
        return fixture;
    }

    private sealed class SmallServerFixture(ShopStore store, SmallServer server) : PgCloneDatabaseFixture
    {
        protected override void Configure(PgCloneFixtureOptions options)
        {
            options.Source = store.Key;
            options.Storage = store.Folder;
            options.Connection = server.Connection;
            options.Jobs = 4;
        }
    }
}
