using System.Buffers;
using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Manifests;
using PgClone.Storage;

namespace PgClone;

/// <summary>A dump's way from one store into another: the archive first, compared with its manifest, then the manifest as it is.</summary>
internal sealed class DumpTransfer(IDumpStore from, IDumpStore to, IProgress<ProgressEvent> progress)
{
    private const int BufferSize = 1024 * 1024;

    /// <returns>Whether it was not there yet, and the archive's identity if it has one.</returns>
    public async Task<(bool IsNew, string? Identity)> RunAsync(DumpKey key, IArchiveSource source, CancellationToken cancellationToken)
    {
        var json = await from.ReadManifestAsync(key, cancellationToken).ConfigureAwait(false);
        var (manifest, notice) = json is { } known ? ManifestFile.Parse(from, key, known) : (null, "It has no manifest: whether every byte is the right one can't be checked.");
        if (notice is not null) progress.Report(new Notice(notice));

        var isThere = await IsThereAsync(key, source, json, manifest, cancellationToken).ConfigureAwait(false);
        if (!isThere) await CopyAsync(key, source, manifest, cancellationToken).ConfigureAwait(false);
        var isComplete = json is null || await IsDescribedAsync(key, json, cancellationToken).ConfigureAwait(false);
        if (!isComplete) await to.WriteManifestAsync(key, json!.Value, cancellationToken).ConfigureAwait(false);
        return (!isThere || !isComplete, manifest?.Identity);
    }

    /// <summary>Whether that very archive is there already, as where the manifest was not written any more.</summary>
    private async Task<bool> IsThereAsync(DumpKey key, IArchiveSource source, ReadOnlyMemory<byte>? json, Manifest? manifest, CancellationToken cancellationToken)
    {
        if (await TryOpenAsync(key, cancellationToken).ConfigureAwait(false) is not { } there) return false;

        await using var _ = there.ConfigureAwait(false);
        var isSame = there.Length == source.Length
            && (await IsDescribedAsync(key, json, cancellationToken).ConfigureAwait(false)
                || await (manifest is null ? SameBytes.AreInAsync(source, there, cancellationToken) : IsAsync(there, manifest, cancellationToken)).ConfigureAwait(false));
        return isSame ? true : throw new PgCloneException(
            ErrorCode.StoreUnavailable, "Another dump lies there under that key, and it is not overwritten.", there.Name, advice: "Delete the one that is wrong, then run the command again.");
    }

    /// <summary>The manifest is written when all is there.</summary>
    private async Task<bool> IsDescribedAsync(DumpKey key, ReadOnlyMemory<byte>? json, CancellationToken cancellationToken) =>
        json is { } wanted && await to.ReadManifestAsync(key, cancellationToken).ConfigureAwait(false) is { } there && there.Span.SequenceEqual(wanted.Span);

    private static async Task<bool> IsAsync(IArchiveSource there, Manifest manifest, CancellationToken cancellationToken)
    {
        try
        {
            await StoredBytes.CheckAsync(there, manifest, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (PgCloneException e) when (e.Code == ErrorCode.ArchiveChanged)
        {
            return false;
        }
    }

    private async Task<IArchiveSource?> TryOpenAsync(DumpKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await to.OpenAsync(key, cancellationToken).ConfigureAwait(false);
        }
        catch (PgCloneException e) when (e.Code == ErrorCode.DumpNotFound)
        {
            return null;
        }
    }

    private async Task CopyAsync(DumpKey key, IArchiveSource source, Manifest? manifest, CancellationToken cancellationToken)
    {
        var headLength = (int)(manifest?.Head.Bytes ?? 0);
        var writer = await to.CreateAsync(key, headLength, cancellationToken).ConfigureAwait(false);
        await using var _ = writer.ConfigureAwait(false);

        var passed = new PassedOnSource(source, writer, headLength, progress);
        if (manifest is null)
            await ReadAsync(passed, cancellationToken).ConfigureAwait(false);
        else
            await StoredBytes.CheckAsync(passed, manifest, cancellationToken).ConfigureAwait(false);
        await passed.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task ReadAsync(PassedOnSource source, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            for (var position = 0L; position < source.Length;)
            {
                var read = await source.ReadAsync(position, buffer, cancellationToken).ConfigureAwait(false);
                position += read > 0 ? read : throw ArchiveFailure.Truncated(source.Name, position, "the archive");
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
