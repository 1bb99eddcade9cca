using PgClone.Archives;
using PgClone.Manifests;
using PgClone.Storage;

namespace PgClone.Restoring;

/// <summary>A dump that is being restored: found, opened, its table of contents read and its data blocks located.</summary>
/// <param name="Dump">What the store lists.</param>
/// <param name="Source">Its bytes.</param>
/// <param name="Archive">Its table of contents.</param>
/// <param name="Blocks">Its data blocks.</param>
/// <param name="Manifest">What else is known of it; null where it has no manifest that can be used.</param>
/// <param name="Notice">What is to be said of its manifest; null: nothing.</param>
internal sealed record OpenDump(StoredDump Dump, IArchiveSource Source, Archive Archive, BlockIndex Blocks, Manifest? Manifest, string? Notice) : IAsyncDisposable
{
    /// <summary>Opens a dump whose data blocks are all there.</summary>
    /// <inheritdoc cref="FindAsync(IDumpStore, string, string?, bool, CancellationToken)"/>
    public static Task<OpenDump> FindAsync(IDumpStore store, string source, string? config, CancellationToken cancellationToken) =>
        FindAsync(store, source, config, isForOnePass: false, cancellationToken);

    /// <param name="store">Where the dump lies.</param>
    /// <param name="source">A dump key or a database's name.</param>
    /// <param name="config">The dump configuration that the latest dump is to be of; null: the default one, if it has any.</param>
    /// <param name="isForOnePass">Whether data blocks are to be found while they are read, where nobody knows where they lie and a search takes as long as reading them.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="Diagnostics.PgCloneException">There is no such dump, or it can't be read as an archive.</exception>
    public static async Task<OpenDump> FindAsync(IDumpStore store, string source, string? config, bool isForOnePass, CancellationToken cancellationToken)
    {
        var (dump, bytes) = await FoundDump.FindAsync(store, source, config, cancellationToken).ConfigureAwait(false);
        try
        {
            var (manifest, notice) = await ManifestFile.ReadAsync(store, dump.Key, cancellationToken).ConfigureAwait(false);
            var archive = await ArchiveReader.ReadAsync(bytes, cancellationToken).ConfigureAwait(false);
            manifest?.Check(archive, bytes.Length);
            var blocks = manifest?.ToIndex();
            if (isForOnePass && !archive.HasOffsets && bytes is not FileArchiveSource) blocks ??= BlockIndex.Assume(archive, bytes.Length);
            blocks ??= await BlockIndex.CreateAsync(bytes, archive, cancellationToken).ConfigureAwait(false);
            return new OpenDump(dump, bytes, archive, blocks, manifest, notice);
        }
        catch
        {
            await bytes.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public ValueTask DisposeAsync() => Source.DisposeAsync();
}
