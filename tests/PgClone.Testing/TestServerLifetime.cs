namespace PgClone.Testing;

/// <summary>Removes the test process's server after its last test. Every test project has it as an assembly fixture.</summary>
public sealed class TestServerLifetime : IAsyncDisposable
{
    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await TestServer.RemoveAsync();
}
