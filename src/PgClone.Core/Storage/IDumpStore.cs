using PgClone.Archives;

namespace PgClone.Storage;

/// <summary>Where archives lie. Knows keys and bytes, and nothing of PostgreSQL.</summary>
public interface IDumpStore
{
    /// <summary>The store's place for messages: a folder's path or <c>s3://bucket/prefix</c>. Never holds a secret.</summary>
    string Location { get; }

    /// <summary>Every dump in the store, in no particular order. Objects whose names are no dump keys are passed over.</summary>
    /// <exception cref="Diagnostics.PgCloneException"><see cref="Diagnostics.ErrorCode.StoreUnavailable"/>.</exception>
    IAsyncEnumerable<StoredDump> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>The dumps that a source may mean: all of these, in no particular order, and perhaps others. A store whose list comes in pages should not ask for all of them.</summary>
    /// <param name="source">A dump key, a database, or the first parts of a key.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <exception cref="Diagnostics.PgCloneException"><see cref="Diagnostics.ErrorCode.StoreUnavailable"/>.</exception>
    IAsyncEnumerable<StoredDump> FindAsync(string source, CancellationToken cancellationToken = default) => ListAsync(cancellationToken);

    /// <summary>Opens a dump for reading.</summary>
    /// <exception cref="Diagnostics.PgCloneException"><see cref="Diagnostics.ErrorCode.DumpNotFound"/> or
    /// <see cref="Diagnostics.ErrorCode.StoreUnavailable"/>.</exception>
    Task<IArchiveSource> OpenAsync(DumpKey key, CancellationToken cancellationToken = default);

    /// <summary>
    /// Begins to write a dump whose first <paramref name="headLength"/> bytes (header and table of contents) come last: the offsets in it
    /// are known only when the data has passed. Readers see nothing before <see cref="IDumpWriter.CommitAsync"/>.
    /// </summary>
    /// <exception cref="Diagnostics.PgCloneException"><see cref="Diagnostics.ErrorCode.StoreUnavailable"/>.</exception>
    Task<IDumpWriter> CreateAsync(DumpKey key, int headLength, CancellationToken cancellationToken = default);

    /// <summary>Reads what lies beside a dump under its key and <c>.json</c>: its manifest. Null where there is none.</summary>
    /// <exception cref="Diagnostics.PgCloneException"><see cref="Diagnostics.ErrorCode.StoreUnavailable"/>.</exception>
    Task<ReadOnlyMemory<byte>?> ReadManifestAsync(DumpKey key, CancellationToken cancellationToken = default);

    /// <summary>
    /// Puts a manifest beside a dump, in place of one that is there, all at once. To be called after the dump's commit: where that is as far
    /// as it got, the dump is whole and only unchecked.
    /// </summary>
    /// <exception cref="Diagnostics.PgCloneException"><see cref="Diagnostics.ErrorCode.StoreUnavailable"/>.</exception>
    Task WriteManifestAsync(DumpKey key, ReadOnlyMemory<byte> manifest, CancellationToken cancellationToken = default);

    /// <summary>
    /// Removes a dump, then its manifest; what is not there is no error. In this order, since a dump without its manifest would still be
    /// restored, and unchecked, whereas a manifest without its dump is never looked at.
    /// </summary>
    /// <exception cref="Diagnostics.PgCloneException"><see cref="Diagnostics.ErrorCode.StoreUnavailable"/>.</exception>
    Task DeleteAsync(DumpKey key, CancellationToken cancellationToken = default);

    /// <summary>
    /// What writers left that were killed. As good as certain has to be that nobody writes it any more; a store that removes such things by itself has none.
    /// </summary>
    /// <exception cref="Diagnostics.PgCloneException"><see cref="Diagnostics.ErrorCode.StoreUnavailable"/>, or one that says that it is not allowed.</exception>
    IAsyncEnumerable<UnfinishedDump> ListUnfinishedAsync(CancellationToken cancellationToken = default) => AsyncEnumerable.Empty<UnfinishedDump>();

    /// <summary>Removes what a killed writer left; what is not there is no error.</summary>
    /// <exception cref="Diagnostics.PgCloneException"><see cref="Diagnostics.ErrorCode.StoreUnavailable"/>, or one that says that it is not allowed.</exception>
    Task DeleteUnfinishedAsync(UnfinishedDump dump, CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <summary>Removes dumps in the order that is given, as well as that can be done with several at once, and never a manifest before its dump.</summary>
    /// <exception cref="Diagnostics.PgCloneException"><see cref="Diagnostics.ErrorCode.StoreUnavailable"/>; some may be removed already.</exception>
    async Task DeleteAllAsync(IReadOnlyList<DumpKey> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);

        foreach (var key in keys) await DeleteAsync(key, cancellationToken).ConfigureAwait(false);
    }
}
