using System.Buffers;
using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Manifests;

namespace PgClone.Caching;

/// <summary>Archives by their identity. Each is compared with its manifest, every byte of it, before it is used.</summary>
/// <param name="folder">Where they lie.</param>
/// <param name="notify">Takes what is to be said.</param>
internal sealed class CachedArchives(CacheFolder folder, Action<string> notify)
{
    private const int BufferSize = 4 * 1024 * 1024;

    /// <summary>Opens an archive; one that is not here is fetched first, unless it can't be kept.</summary>
    /// <param name="manifest">What the archive has to be.</param>
    /// <param name="openAsync">Opens it where it lies.</param>
    /// <param name="cancellationToken">Stops fetching.</param>
    public async Task<IArchiveSource> OpenAsync(Manifest manifest, Func<Task<IArchiveSource>> openAsync, CancellationToken cancellationToken)
    {
        if (await TryOpenAsync(manifest, cancellationToken).ConfigureAwait(false) is { } kept) return kept;

        var source = await openAsync().ConfigureAwait(false);
        // What is not what the manifest describes is refused by those who read it.
        if (source.Length != manifest.Bytes) return source;
        if (manifest.Bytes > folder.Capacity)
        {
            notify($"The dump is not kept on this machine: it has {manifest.Bytes / 1e6:N0} MB, and the cache {folder.Capacity / 1e6:N0} MB.");
            return source;
        }

        try
        {
            if (await FetchAsync(source, manifest, cancellationToken).ConfigureAwait(false) is not { } fetched) return source;

            await source.DisposeAsync().ConfigureAwait(false);
            return fetched;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            notify($"The dump is not kept on this machine: {e.Message.TrimEnd('.')}.");
            return source;
        }
        catch
        {
            await source.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task<IArchiveSource?> FetchAsync(IArchiveSource source, Manifest manifest, CancellationToken cancellationToken)
    {
        using var held = await folder.LockAsync(
            NameOf(manifest), () => notify("Another process fetches a dump into the cache; this one waits for it."), cancellationToken).ConfigureAwait(false);
        // Another process may have fetched it meanwhile.
        if (await TryOpenAsync(manifest, cancellationToken).ConfigureAwait(false) is { } fetched) return fetched;

        notify($"The dump is fetched before it is restored, {manifest.Bytes / 1e6:N0} MB, and kept on this machine.");
        folder.MakeRoom(NameOf(manifest), manifest.Bytes);
        try
        {
            await CopyAsync(source, manifest, cancellationToken).ConfigureAwait(false);
            folder.Finish(NameOf(manifest));
        }
        catch
        {
            folder.Abandon(NameOf(manifest));
            throw;
        }

        return await TryOpenAsync(manifest, cancellationToken).ConfigureAwait(false);
    }

    private async Task CopyAsync(IArchiveSource source, Manifest manifest, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var file = folder.CreateIncoming(NameOf(manifest));
            await using var _ = file.ConfigureAwait(false);
            for (var position = 0L; await source.ReadAsync(position, buffer.AsMemory(0, BufferSize), cancellationToken).ConfigureAwait(false) is var read and > 0; position += read)
                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <returns>Null where it is not there, or not whole.</returns>
    private async Task<IArchiveSource?> TryOpenAsync(Manifest manifest, CancellationToken cancellationToken)
    {
        var path = folder.PathOf(NameOf(manifest));
        if (!File.Exists(path)) return null;

        FileArchiveSource? source = null;
        try
        {
            source = FileArchiveSource.Open(path);
            await StoredBytes.CheckAsync(source, manifest, cancellationToken).ConfigureAwait(false);
            folder.Touch(NameOf(manifest));
            return source;
        }
        catch (Exception e) when (e is PgCloneException or IOException or UnauthorizedAccessException)
        {
            if (source is not null) await source.DisposeAsync().ConfigureAwait(false);
            notify($"What is kept of the dump on this machine can't be used: {(e as PgCloneException)?.Why ?? e.Message}");
            if (e is PgCloneException { Code: ErrorCode.ArchiveChanged or ErrorCode.ArchiveTruncated }) folder.Remove(NameOf(manifest));
            return null;
        }
        catch
        {
            if (source is not null) await source.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static string NameOf(Manifest manifest) => manifest.Identity + ".dump";
}
