using PgClone.Servers;

namespace PgClone.Restoring;

/// <summary>The memory that a session may sort an index in.</summary>
internal static class BulkSettings
{
    private const long Least = 64 * 1024;
    private const long Most = 1024 * 1024;

    /// <summary>An eighth of a local server's memory for all sessions together; what is behind a network is left as its owner set it.</summary>
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
        ];
    }
}
