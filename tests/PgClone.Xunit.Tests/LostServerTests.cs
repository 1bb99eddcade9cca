using System.Diagnostics;
using Npgsql;
using PgClone.Testing;

namespace PgClone.Xunit;

public sealed class LostServerTests(ShopStore store, SmallServer server) : IClassFixture<SmallServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>PostgreSQL starts anew when one of its processes was killed, and all sessions are gone.</summary>
    [Fact]
    public async Task After_a_restart_of_the_server_later_tests_work()
    {
        await using (var fixture = new StepwiseFixture(store)
        {
            Configuring = (options, _) =>
            {
                options.Connection = server.Connection;
                return Task.CompletedTask;
            },
        })
        {
            await fixture.StartAsync(Token);
            await using var clone = await fixture.CloneAsync(Token);
            await using var pid = clone.DataSource.CreateCommand("SELECT pg_backend_pid()");
            var process = (int)(await pid.ExecuteScalarAsync(Token))!;

            Process.GetProcessById(process).Kill();
            await Assert.ThrowsAnyAsync<NpgsqlException>(() => CountAsync(clone.DataSource));
            await server.WaitAsync();

            Assert.Equal((long)ShopStore.Rows, await CountAsync(clone.DataSource));
            await using (var later = await fixture.CloneAsync(Token)) Assert.Equal((long)ShopStore.Rows, await CountAsync(later.DataSource));
            await clone.ResetAsync(Token);
            Assert.Equal((long)ShopStore.Rows, await CountAsync(clone.DataSource));
        }

        await server.AssertNothingLeftAsync();
    }

    private static async Task<object?> CountAsync(NpgsqlDataSource database)
    {
        await using var count = database.CreateCommand("SELECT count(*) FROM orders");
        return await count.ExecuteScalarAsync(Token);
    }
}
