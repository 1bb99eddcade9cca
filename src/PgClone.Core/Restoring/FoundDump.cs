using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Storage;

namespace PgClone.Restoring;

/// <summary>A dump in a store and its bytes, which nobody has looked at yet.</summary>
internal sealed record FoundDump(StoredDump Dump, IArchiveSource Source)
{
    /// <param name="store">Where the dump lies.</param>
    /// <param name="source">A dump key or a database's name.</param>
    /// <param name="config">The dump configuration that the latest dump is to be of; null: the default one, if it has any.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <exception cref="Diagnostics.PgCloneException">There is no such dump.</exception>
    public static async Task<FoundDump> FindAsync(IDumpStore store, string source, string? config, CancellationToken cancellationToken)
    {
        var catalog = await Catalog.FindAsync(store, source, cancellationToken).ConfigureAwait(false);
        if (!catalog.Has(source) && DumpKey.TryParse(source, out var key)) await RefuseWhatLiesThereAsync(store, key, cancellationToken).ConfigureAwait(false);

        var dump = catalog.Resolve(source, config);
        return new FoundDump(dump, await store.OpenAsync(dump.Key, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>A directory-format dump under a key is in no catalog: opening it says what it is.</summary>
    private static async Task RefuseWhatLiesThereAsync(IDumpStore store, DumpKey key, CancellationToken cancellationToken)
    {
        try
        {
            var opened = await store.OpenAsync(key, cancellationToken).ConfigureAwait(false);
            await opened.DisposeAsync().ConfigureAwait(false);
        }
        catch (PgCloneException e) when (e.Code == ErrorCode.DumpNotFound)
        {
            // The catalog says which there are.
        }
    }
}
