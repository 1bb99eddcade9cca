using PgClone.Restoring.Planning;
using PgClone.Servers;
using PgClone.Testing;

namespace PgClone.Restoring.Execution;

public sealed class BulkSettingsTests
{
    private const long Megabyte = 1024 * 1024;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(16_384, 4, 512)]
    [InlineData(16_384, 1, 1024)]
    [InlineData(1_024, 8, 64)]
    public void On_the_embedded_server_sessions_share_an_eighth_of_the_machine(long machine, int jobs, long expected) =>
        Assert.Equal(expected * 1024, BulkSettings.Default(BuildMemory.OfMachine(machine * Megabyte), jobs).Memory);

    [Theory]
    [InlineData(4_096, 64, 4, 512)]
    [InlineData(128, 64, 4, 64)]
    [InlineData(128, 16, 4, 16)]
    [InlineData(65_536, 64, 2, 1024)]
    [InlineData(128, 2_048, 4, 2048)]
    public void On_another_server_they_share_half_its_shared_buffers_and_keep_what_its_owner_gives_each(long sharedBuffers, long own, int jobs, long expected) =>
        Assert.Equal(expected * 1024, BulkSettings.Default(BuildMemory.OfServer(sharedBuffers * Megabyte, own * Megabyte), jobs).Memory);

    [Theory]
    [InlineData(16, 31, 0)]
    [InlineData(64, 31, 0)]
    [InlineData(128, 31, 3)]
    [InlineData(1024, 6, 6)]
    [InlineData(1024, 1, 0)]
    public void A_build_has_no_more_workers_than_there_is_memory_for(long memory, int idle, int workers)
    {
        var settings = new BulkSettings(memory * 1024, 0).ForSort(100_000 * Megabyte, idle);

        Assert.Equal(workers, settings.Workers);
        Assert.InRange(settings.Memory, 16 * 1024, memory * 1024);
    }

    [Fact]
    public async Task The_embedded_server_is_measured_by_this_machine_and_the_same_one_by_its_settings_where_it_was_named()
    {
        var embedded = await TestServer.GetAsync();
        var named = await new ConnectionStringSource(embedded.GetConnectionString("postgres")).GetAsync(Token);

        Assert.Equal(BuildMemory.OfMachine(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes), await ReadAsync(embedded));
        Assert.Equal(BuildMemory.OfMachine(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes), await ReadAsync(embedded.WithBytesAsText("UTF8")));
        Assert.Equal(BuildMemory.OfServer(64 * Megabyte, 64 * Megabyte), await ReadAsync(named));
    }

    private static async Task<BuildMemory> ReadAsync(PostgresServer server)
    {
        await using var connection = await server.OpenMaintenanceAsync(Token);
        return await BuildMemory.ReadAsync(server, connection, Token);
    }
}
