using System.Runtime.CompilerServices;
using Amazon.S3;
using Microsoft.Extensions.Logging;
using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Storage;

namespace PgClone.S3;

/// <summary>The objects in a bucket below a prefix, by the rest of their names.</summary>
internal sealed class S3Shelf(S3Location location, IAmazonS3 client, S3Leftovers leftovers, S3Patience patience, ILogger log) : IShelf
{
    private readonly S3Failure _failure = new(location);
    private readonly S3Requests _requests = new(location);
    private readonly S3List _list = new(location, client);

    /// <summary>Uploads that nobody goes on with, of dumps, too.</summary>
    public S3Leftovers Leftovers => leftovers;

    public IAsyncEnumerable<ShelvedFile> ListAsync(string folder, CancellationToken cancellationToken) => _list.ReadFilesAsync(folder + '/', cancellationToken);

    public async Task<ReadOnlyMemory<byte>?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        var key = location.Prefix + name;
        for (var attempt = 1; ; attempt++)
        {
            var isAnswered = false;
            try
            {
                using var response = await client.GetObjectAsync(_requests.Get(key), cancellationToken).ConfigureAwait(false);
                isAnswered = true;
                using var bytes = new MemoryStream();
                await response.ResponseStream.CopyToAsync(bytes, cancellationToken).ConfigureAwait(false);
                return bytes.ToArray();
            }
            catch (AmazonS3Exception e) when (e.ErrorCode == "NoSuchKey")
            {
                return null;
            }
            catch (Exception e) when (S3Failure.IsOfStore(e) && !cancellationToken.IsCancellationRequested)
            {
                // Up to the answer the SDK has tried again.
                if (!isAnswered || attempt >= patience.Silences) throw _failure.Explain(e, key);
                await Task.Delay(patience.DelayAfter(attempt), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public async Task<IArchiveSource?> OpenAsync(string name, CancellationToken cancellationToken)
    {
        var key = location.Prefix + name;
        var found = await _failure.GuardAsync(key, () => client.FindAsync(_requests, key, cancellationToken), cancellationToken).ConfigureAwait(false);
        return found is null
            ? null
            : new S3ArchiveSource(location.PlaceOf(key), found.ContentLength, found.ETag, new S3Range(client, _requests, _failure, patience, key, found.ETag));
    }

    public async Task<bool> TryPutAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        if (await IsThereAsync(name, cancellationToken).ConfigureAwait(false)) return false;

        var key = location.Prefix + name;
        var writer = new S3DumpWriter(new S3Upload(client, _requests, _failure, location.PlaceOf(key), key, log), headLength: 0);
        await using var _ = writer.ConfigureAwait(false);
        await writer.WriteAllAsync(content, cancellationToken).ConfigureAwait(false);
        try
        {
            await writer.CommitAsync(default, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (PgCloneException e) when (e.Code == ErrorCode.StoreUnavailable)
        {
            if (await IsThereAsync(name, cancellationToken).ConfigureAwait(false)) return false;
            throw;
        }
    }

    public Task DeleteAsync(string name, CancellationToken cancellationToken) =>
        _failure.GuardAsync(location.Prefix + name, () => client.DeleteObjectAsync(_requests.Delete(location.Prefix + name), cancellationToken), cancellationToken);

    public async IAsyncEnumerable<ShelvedFile> RemoveUnfinishedAsync(string folder, bool isApplied, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (name, bytes, begun, id) in leftovers.ListAsync(name => name.StartsWith(folder + '/', StringComparison.Ordinal), cancellationToken).ConfigureAwait(false))
        {
            if (isApplied) await leftovers.AbortAsync(location.Prefix + name, id, cancellationToken).ConfigureAwait(false);
            yield return new ShelvedFile(name, bytes, begun);
        }
    }

    private async Task<bool> IsThereAsync(string name, CancellationToken cancellationToken) =>
        await _failure.GuardAsync(location.Prefix + name, () => client.FindAsync(_requests, location.Prefix + name, cancellationToken), cancellationToken).ConfigureAwait(false) is not null;
}
