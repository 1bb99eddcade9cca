using Npgsql;
using PgClone.Servers;
using PgClone.Sql;

namespace PgClone.Restoring.Planning;

/// <summary>The memory, in kilobytes, that a restore's sessions may take of a server to build indexes in.</summary>
/// <param name="ForAll">What they may take together.</param>
/// <param name="LeastForOne">What each may take in any case.</param>
internal readonly record struct BuildMemory(long ForAll, long LeastForOne)
{
    private const long LeastOnOwnServer = 64 * 1024;
    private const long MostForOne = 1024 * 1024;

    /// <summary>The embedded server has this machine's memory for itself: an eighth of it.</summary>
    public static BuildMemory OfMachine(long bytes) => new(bytes / 1024 / 8, LeastOnOwnServer);

    /// <summary>
    /// Where another server runs, and beside what, isn't known, even if its address is local: a container, the far end of a tunnel. By custom a quarter of
    /// its memory is its shared_buffers, half of which makes an eighth again. What its owner lets each session take is not taken away.
    /// </summary>
    public static BuildMemory OfServer(long sharedBuffersBytes, long maintenanceBytes) => new(sharedBuffersBytes / 1024 / 2, maintenanceBytes / 1024);

    public static async Task<BuildMemory> ReadAsync(PostgresServer server, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (server.IsEmbedded) return OfMachine(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

        var settings = await connection.QueryAsync(
            "SELECT pg_size_bytes(current_setting('shared_buffers')), pg_size_bytes(current_setting('maintenance_work_mem'))", [],
            row => OfServer(row.GetInt64(0), row.GetInt64(1)), cancellationToken).ConfigureAwait(false);
        return settings[0];
    }

    /// <summary>What each of so many sessions may take.</summary>
    public long ForOneOf(int sessions) => Math.Max(LeastForOne, Math.Min(ForAll / sessions, MostForOne));
}
