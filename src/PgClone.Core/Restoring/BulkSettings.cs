using PgClone.Servers;

namespace PgClone.Restoring;

/// <summary>What a session of a restore may take of a local server: memory to sort an index in, and processors beside its own.</summary>
internal static class BulkSettings
{
    private const long Least = 64 * 1024;
    private const long Most = 1024 * 1024;

    /// <summary>An eighth of the memory for all sessions together. What is behind a network is left as its owner set it.</summary>
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
            WithWorkers(0),
        ];
    }

    /// <summary>Lets index builds take so many workers.</summary>
    public static string WithWorkers(int workers) => $"SET max_parallel_maintenance_workers = {workers}";

    /// <summary>
    /// The workers that an index build may take. Where every processor has a session to serve, they only get in the way of the others; but the
    /// last build would leave processors idle.
    /// </summary>
    /// <param name="busy">How many sessions are at work, this one included.</param>
    /// <param name="waiting">How many tasks could run as well.</param>
    public static int WorkersFor(int busy, int waiting) =>
        Math.Max(waiting == 0 ? 1 : 0, (Environment.ProcessorCount - busy - waiting) / (waiting + 1));
}
