using PgClone.Testing;

namespace PgClone.Testcontainers;

/// <summary>Where no container engine answers. That needs none to try.</summary>
public sealed class NoEngineTests(ShopStore store)
{
    [Fact]
    public async Task A_database_fails_with_what_to_do()
    {
        using var process = ContainerProcess.Start(store, "postgres:17", reuse: false, "unused", engine: "tcp://127.0.0.1:1");

        var result = await ToolResult.OfAsync(process);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("PGC3013: No container engine answers.", result.Output, StringComparison.Ordinal);
        Assert.Contains("do:    Start Docker or Podman, or set DOCKER_HOST", result.Output, StringComparison.Ordinal);
    }
}
