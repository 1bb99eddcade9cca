using PgClone.Restoring.Planning;
using PgClone.Servers;

namespace PgClone.Restoring.Execution;

/// <summary>What a session of a restore may take of a local server: memory to build an index in, and processors beside its own.</summary>
/// <param name="Memory">The memory, in kilobytes.</param>
/// <param name="Workers">The processors.</param>
internal readonly record struct BulkSettings(long Memory, int Workers)
{
    private const long LeastForSort = 16 * 1024;

    /// <summary>PostgreSQL gives each run that it merges a buffer of this many kilobytes (MERGE_BUFFER_SIZE and TAPE_BUFFER_OVERHEAD in tuplesort.c).</summary>
    private const long MergeBuffer = 272;

    /// <summary>PostgreSQL starts no worker of a build with less (plan_create_index_workers in planner.c), in kilobytes.</summary>
    private const long LeastPerWorker = 32 * 1024;

    /// <summary>What a session starts with: its share of the memory, and no worker.</summary>
    /// <param name="memory">The memory that all sessions may take.</param>
    /// <param name="jobs">How many sessions there are.</param>
    public static BulkSettings Default(BuildMemory memory, int jobs) => new(memory.ForOneOf(jobs), 0);

    /// <summary>The statements that set a session to this; none for a server behind a network, which is left as its owner set it.</summary>
    public IReadOnlyList<string> StatementsFor(PostgresServer server) =>
        server.IsLocal ? [$"SET maintenance_work_mem = '{Memory}kB'", $"SET max_parallel_maintenance_workers = {Workers}"] : [];

    /// <summary>The processors of a local server that one more task could use, if others wait as well.</summary>
    /// <param name="busy">How many sessions are at work, the task's included.</param>
    /// <param name="waiting">How many tasks wait for a session.</param>
    public static int IdleProcessors(int busy, int waiting) => Math.Max(0, Environment.ProcessorCount - busy - waiting) / (waiting + 1);

    /// <summary>
    /// The same for a build that sorts rows. Memory that stays in a processor's caches sorts fastest, as long as all runs are merged in one pass;
    /// a single worker does not make up for the memory that it needs.
    /// </summary>
    /// <param name="bytes">The rows' bytes.</param>
    /// <param name="idle">The processors that nobody needs meanwhile.</param>
    public BulkSettings ForSort(long bytes, int idle)
    {
        var most = Math.Max(Memory, LeastForSort);
        var affordable = Math.Min(idle, (int)(most / LeastPerWorker) - 1);
        var workers = affordable > 1 ? affordable : 0;
        var onePass = (long)Math.Sqrt(bytes / 1024.0 * MergeBuffer);
        return new BulkSettings(Math.Clamp(onePass, workers > 0 ? LeastPerWorker * (workers + 1) : LeastForSort, most), workers);
    }
}
