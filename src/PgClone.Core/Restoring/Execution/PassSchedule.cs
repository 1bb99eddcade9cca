using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Restoring.Planning;

namespace PgClone.Restoring.Execution;

/// <summary>
/// Brings tasks and an archive that is read in one pass together: a task begins when the pass has come to its data. Since no other table's rows come by before those of a
/// large one are read, that one gets as many connections as there are. Safe for concurrent use.
/// </summary>
/// <param name="pass">The pass.</param>
/// <param name="mostParts">How many connections the rows of one table can keep busy.</param>
internal sealed class PassSchedule(ArchivePass pass, int mostParts)
{
    private readonly long _lookAhead = mostParts > 1 ? RowPlanner.SplitFrom : PassWindow.PieceSize;

    /// <summary>Waits until the pass has come to the first data block of a task.</summary>
    /// <returns>The task, and how many connections it can make use of.</returns>
    /// <exception cref="PgCloneException">As of <see cref="ArchivePass.FindAsync"/>.</exception>
    public async Task<(RestoreTask Task, int Connections)> FindAsync(RestoreTask task, CancellationToken cancellationToken)
    {
        var entries = EntriesOf(task);
        foreach (var entry in entries) pass.Want(entry.DumpId);
        var first = await FindAsync(entries[0], cancellationToken).ConfigureAwait(false);
        return (task, task is TableDataTask { Loads: [{ OwnsTable: true }] } && first.Length >= RowPlanner.SplitFrom ? mostParts : 1);
    }

    /// <summary>Waits until the pass has come to an entry's data block.</summary>
    /// <exception cref="PgCloneException">As of <see cref="ArchivePass.FindAsync"/>.</exception>
    public Task<BlockLocation> FindAsync(TocEntry entry, CancellationToken cancellationToken) => pass.FindAsync(entry.DumpId, _lookAhead, cancellationToken);

    /// <summary>Whether what seems to be wrong within a data block may come from its frame.</summary>
    public static bool IsInDoubt(PgCloneException e) => e.Code is ErrorCode.ArchiveCorrupt or ErrorCode.ArchiveTruncated;

    /// <summary>Sees whether a data block that is read no further is whole as far as its frame goes: what was refused of another one is of no account.</summary>
    /// <exception cref="PgCloneException">As of <see cref="ArchivePass.FindAsync"/>.</exception>
    public async Task CheckAsync(TocEntry entry, CancellationToken cancellationToken)
    {
        pass.Release(entry.DumpId);
        await pass.FindAsync(entry.DumpId, long.MaxValue, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The task reads no more.</summary>
    public void Release(RestoreTask task)
    {
        foreach (var entry in EntriesOf(task)) pass.Release(entry.DumpId);
    }

    private static IReadOnlyList<TocEntry> EntriesOf(RestoreTask task) => task switch
    {
        TableDataTask data => [.. data.Loads.Select(load => load.Entry)],
        LargeObjectsTask objects => [objects.Entry],
        _ => [],
    };
}
