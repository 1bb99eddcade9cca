using PgClone.Archives;
using PgClone.Sql;

namespace PgClone.Restoring;

/// <summary>Reads all that an archive holds, without a database.</summary>
internal sealed class ArchiveVerifier(OpenDump dump)
{
    private const int BufferSize = 128 * 1024;

    private long _rows;
    private long _tables;
    private long _largeObjects;

    /// <summary>Reads every data block to its end: it is found in its place, decompresses, has whole rows, and is what the manifest says.</summary>
    /// <returns>How many tables, rows and large objects were read.</returns>
    /// <exception cref="Diagnostics.PgCloneException">A code of the archive's or the store's.</exception>
    public async Task<(long Tables, long Rows, long LargeObjects)> RunAsync(CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount };
        await Parallel.ForEachAsync(dump.Archive.Entries.Where(entry => entry.HasData), options, ReadAsync).ConfigureAwait(false);
        return (_tables, _rows, _largeObjects);
    }

    private async ValueTask ReadAsync(TocEntry entry, CancellationToken cancellationToken)
    {
        if (!dump.Blocks.TryGet(entry.DumpId, out var block)) throw ArchiveFailure.Corrupt(dump.Archive.Name, $"{entry.Describe()} has no data block.");
        if (entry.Type == "BLOBS")
        {
            await foreach (var content in ArchiveBlocks.ReadLargeObjectsAsync(dump.Source, dump.Archive, block, entry, cancellationToken).ConfigureAwait(false))
            {
                await DrainAsync(content.Content, cancellationToken).ConfigureAwait(false);
                Interlocked.Increment(ref _largeObjects);
            }

            return;
        }

        var data = ArchiveBlocks.OpenData(dump.Source, dump.Archive, block, entry);
        await using var _ = data.ConfigureAwait(false);
        if (entry.CopyStatement is null)
        {
            await DrainAsync(data, cancellationToken).ConfigureAwait(false);
            return;
        }

        var rows = await RowChecker.CountAsync(data, entry, cancellationToken).ConfigureAwait(false);
        if (block.Rows is { } expected && expected != rows)
            throw ArchiveFailure.Changed($"{dump.Archive.Name}: {entry.Describe()}", $"{rows} rows came out of it instead of {expected}.");

        Interlocked.Add(ref _rows, rows);
        Interlocked.Increment(ref _tables);
    }

    private static async Task DrainAsync(Stream data, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferSize];
        while (await data.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) > 0)
        {
            // Only its end counts.
        }
    }
}
