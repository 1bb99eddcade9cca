namespace PgClone.Servers;

/// <summary>A server that runs already.</summary>
/// <param name="connectionString">An Npgsql connection string.</param>
/// <param name="maintenanceDatabase">The database to connect to for work on the server itself; null means <c>postgres</c>, else <c>template1</c>.</param>
public sealed class ConnectionStringSource(string connectionString, string? maintenanceDatabase = null) : IServerSource
{
    /// <inheritdoc/>
    public Task<PostgresServer> GetAsync(CancellationToken cancellationToken = default) =>
        PostgresServer.ConnectAsync(connectionString, maintenanceDatabase, cancellationToken);
}
