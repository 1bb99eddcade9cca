namespace PgClone.Servers;

/// <summary>A way of coming by a server.</summary>
internal interface IServerSource
{
    /// <summary>Gives the server, starting it where that is needed. May be called often.</summary>
    /// <exception cref="Diagnostics.PgCloneException">There is no server to be had; the code says why.</exception>
    Task<PostgresServer> GetAsync(CancellationToken cancellationToken = default);
}
