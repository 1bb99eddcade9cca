using PgClone.Servers.Connecting;

namespace PgClone.Servers;

/// <summary>A server that runs already.</summary>
/// <param name="connectionString">An Npgsql connection string, or a <c>postgres://</c> URL.</param>
/// <param name="maintenanceDatabase">The database to connect to for work on the server itself; null means <c>postgres</c>, else <c>template1</c>.</param>
internal sealed class ConnectionStringSource(string connectionString, string? maintenanceDatabase = null) : IServerSource
{
    /// <summary>Where the connection string comes from, for messages.</summary>
    internal string? Origin { get; init; }

    /// <inheritdoc/>
    public Task<PostgresServer> GetAsync(CancellationToken cancellationToken = default) =>
        PostgresServer.ConnectAsync(ConnectionText.Parse(connectionString, Origin), maintenanceDatabase, cancellationToken);
}
