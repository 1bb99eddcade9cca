namespace PgClone.Servers.Local;

/// <summary>The embedded local server, started when it is first asked for and left running.</summary>
/// <param name="server">The local server.</param>
internal sealed class LocalServerSource(LocalServer server) : IServerSource
{
    /// <inheritdoc/>
    public Task<PostgresServer> GetAsync(CancellationToken cancellationToken = default) => server.EnsureStartedAsync(cancellationToken);
}
