using PgClone.Archives;
using PgClone.Databases;
using PgClone.Diagnostics;
using PgClone.Manifests;
using PgClone.Restoring.Planning;
using PgClone.Servers;

namespace PgClone.Restoring;

/// <summary>What the rows and large objects of a restore take of the server's disk. Nobody knows before how well they can be packed there, so there are two numbers.</summary>
/// <param name="Least">They can't do with less, however well they are packed.</param>
/// <param name="Probable">What they take by rule of thumb, with their indexes.</param>
internal sealed record SpaceNeed(long Least, long Probable)
{
    /// <summary>What each row has beside its values: a header and a pointer.</summary>
    private const int RowOverhead = 28;

    /// <summary>What the dump has compressed, the server can't make much shorter; half is far on the safe side.</summary>
    private const int StoredPart = 2;

    /// <summary>As rows take more than their text, and indexes come on top.</summary>
    private const double Indexed = 1.5;

    /// <summary>By how much rows are compressed in most dumps, where the manifest does not tell their size.</summary>
    private const int UsualRatio = 4;

    public static SpaceNeed Of(RestorePlan plan, Manifest? manifest)
    {
        var rowBytes = manifest?.Blocks.ToDictionary(block => block.DumpId, block => block.RowBytes) ?? [];
        var isCompressed = plan.Archive.Header.Compression != ArchiveCompression.None;
        var tables = plan.Tasks.OfType<TableDataTask>().SelectMany(task => task.Loads).Select(load => Of(load.Entry, load.Block));
        var largeObjects = plan.Tasks.OfType<LargeObjectsTask>().Select(task => Of(task.Entry, task.Block));
        return tables.Concat(largeObjects).Aggregate(new SpaceNeed(0, 0), (sum, one) => new SpaceNeed(sum.Least + one.Least, sum.Probable + one.Probable));

        SpaceNeed Of(TocEntry entry, BlockLocation block)
        {
            var overhead = (block.Rows ?? 0) * RowOverhead;
            var content = rowBytes.GetValueOrDefault(entry.DumpId) ?? block.Length * (isCompressed ? UsualRatio : 1);
            return new SpaceNeed(overhead + (isCompressed && !block.IsAssumed ? block.Length / StoredPart : 0), (long)((overhead + content) * Indexed));
        }
    }

    /// <summary>Compares with what is free where the embedded server keeps its data.</summary>
    /// <returns>What stands in the way for sure, or what is to be said where it is in doubt; else, and for other servers, neither.</returns>
    public async Task<(Obstacle? Obstacle, string? Notice)> CompareAsync(PostgresServer server, CancellationToken cancellationToken)
    {
        var connection = await server.OpenMaintenanceAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        if (await DataDisk.FindAsync(server, connection, cancellationToken).ConfigureAwait(false) is not { } disk || Probable <= disk.Free) return (null, null);

        var free = $"{Quantity.Bytes(disk.Free)} are free where the server keeps its data, {disk.Directory}";
        return Least > disk.Free
            ? (new Obstacle(
                ErrorCode.DiskTooSmall, $"It takes at least {Quantity.Bytes(Least)}, and probably {Quantity.Bytes(Probable)}; {free}.",
                "Make room there, for example with 'pgclone templates prune', restore less of the dump (--exclude), or let the server keep its data elsewhere: PGCLONE_DATA_DIR."), null)
            : (null, $"The restore may take {Quantity.Bytes(Probable)}, and only {free}.");
    }
}
