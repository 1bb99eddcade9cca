namespace PgClone.Benchmarks;

/// <summary>How the server is set up that is restored into.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Settings">What is laid over the embedded local server's own settings.</param>
internal sealed record ServerKind(string Name, IReadOnlyDictionary<string, string> Settings)
{
    /// <summary>The embedded local server as users get it: nothing is durable.</summary>
    public static ServerKind Embedded { get; } = new("embedded", new Dictionary<string, string>());

    /// <summary>
    /// PostgreSQL as initdb leaves it, durable. All that the embedded server sets otherwise and that bears on speed is set back; the report
    /// lists what the server itself says is no default.
    /// </summary>
    public static ServerKind Durable { get; } = new("durable", new Dictionary<string, string>
    {
        ["max_connections"] = "100",
        ["fsync"] = "on",
        ["synchronous_commit"] = "on",
        ["full_page_writes"] = "on",
        ["wal_level"] = "replica",
        ["max_wal_senders"] = "10",
        ["max_wal_size"] = "1GB",
        ["checkpoint_timeout"] = "5min",
        ["shared_buffers"] = "128MB",
        ["maintenance_work_mem"] = "64MB",
        ["work_mem"] = "4MB",
    });

    public static IReadOnlyList<ServerKind> All { get; } = [Embedded, Durable];
}
