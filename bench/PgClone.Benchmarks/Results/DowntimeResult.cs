namespace PgClone.Benchmarks.Results;

/// <summary>For how long clients were out while a database was replaced under them, many times.</summary>
/// <param name="Server">The server's name.</param>
/// <param name="Date">When it was measured.</param>
/// <param name="Version">The version of PgClone.</param>
/// <param name="Clients">How many clients there were.</param>
/// <param name="Swaps">For each swap, from the first client that was sent away to the first that was answered by the new database.</param>
/// <param name="Outages">For each client, each time, from the end of its session to its first answer.</param>
/// <param name="Connects">For comparison: how long such a client takes to get in and be answered where all come at once, and nothing is replaced.</param>
internal sealed record DowntimeResult(
    string Server, DateOnly Date, string Version, int Clients, Distribution Swaps, Distribution Outages, Distribution Connects);
