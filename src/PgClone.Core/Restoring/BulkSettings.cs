using PgClone.Servers;

namespace PgClone.Restoring;

/// <summary>What a session of a restore may take of a local server: memory to sort an index in, and processors beside its own.</summary>
internal static class BulkSettings
{
    private const long Least = 64 * 1024;
    private const long Most = 1024 * 1024;

    /// <summary>
    /// An eighth of the memory for all sessions together, and the processors that these leave free. What is behind a network is left as its owner
    /// set it.
    /// </summary>
    /// <param name="server">The server.</param>
    /// <param name="jobs">How many sessions there are.</param>
    public static IReadOnlyList<string> For(PostgresServer server, int jobs)
    {
        if (!server.IsLocal) return [];

        var kilobytes = Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1024 / 8 / jobs, Least, Most);
        return
        [
            $"SELECT pg_catalog.set_config('maintenance_work_mem', '{kilobytes}kB', false) "
            + $"FROM pg_catalog.pg_settings WHERE name = 'maintenance_work_mem' AND setting::bigint < {kilobytes}",
            // Where every processor has a session to serve, workers of one index build only get in the way of the others.
            $"SET max_parallel_maintenance_workers = {Math.Max(0, (Environment.ProcessorCount / jobs) - 1)}",
        ];
    }
}
