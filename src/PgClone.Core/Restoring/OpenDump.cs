using PgClone.Archives;
using PgClone.Storage;

namespace PgClone.Restoring;

/// <summary>A dump that is being restored: found, opened, its table of contents read and its data blocks located.</summary>
internal sealed record OpenDump(StoredDump Dump, IArchiveSource Source, Archive Archive, BlockIndex Blocks) : IAsyncDisposable
{
    /// <param name="store">Where the dump lies.</param>
    /// <param name="source">A dump key or a database's name.</param>
    /// <param name="config">The dump configuration that the latest dump is to be of; null: the default one, if it has any.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="Diagnostics.PgCloneException">There is no such dump, or it can't be read as an archive.</exception>
    public static async Task<OpenDump> FindAsync(IDumpStore store, string source, string? config, CancellationToken cancellationToken)
    {
        var (dump, bytes) = await FoundDump.FindAsync(store, source, config, cancellationToken).ConfigureAwait(false);
        try
        {
            var archive = await ArchiveReader.ReadAsync(bytes, cancellationToken).ConfigureAwait(false);
            return new OpenDump(dump, bytes, archive, await BlockIndex.CreateAsync(bytes, archive, cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            await bytes.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public ValueTask DisposeAsync() => Source.DisposeAsync();
}
