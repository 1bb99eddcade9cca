using PgClone.Testing;

namespace PgClone.Benchmarks;

public sealed class BenchmarkServerTests
{
    [Fact]
    public async Task The_durable_server_has_the_defaults_of_PostgreSQL()
    {
        await TestServer.GetAsync();
        using var folder = new TemporaryFolder();
        await using var server = await BenchmarkServer.StartAsync(folder.Path, ServerKind.Durable, TestContext.Current.CancellationToken);

        var settings = await server.ReadSettingsAsync(TestContext.Current.CancellationToken);

        Assert.Empty(settings);
    }
}
