namespace PgClone.Servers.Local;

/// <summary>What is known of the embedded local server.</summary>
/// <param name="IsRunning">Whether it runs.</param>
/// <param name="DataDirectory">Its data directory; null where none was made yet.</param>
/// <param name="Version">The version of its programs' major, or the exact one while it runs.</param>
/// <param name="ProcessId">The server's process, while it runs.</param>
/// <param name="Port">Its port on 127.0.0.1, while it runs.</param>
/// <param name="ConnectionString">How to connect to it while it runs. Holds no password but the path of a passfile.</param>
public sealed record LocalServerStatus(
    bool IsRunning,
    string? DataDirectory = null,
    PostgresVersion? Version = null,
    int? ProcessId = null,
    int? Port = null,
    string? ConnectionString = null)
{
    /// <summary>The name alone: what has a connection string or a storage address among its members never prints them.</summary>
    public override string ToString() => nameof(LocalServerStatus);
}
