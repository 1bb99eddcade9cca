using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Logging;
using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Storage;

namespace PgClone.S3;

/// <summary>Dumps in a bucket, below a prefix.</summary>
internal sealed class S3Store(S3Location location, IAmazonS3 client, ILogger log, S3Patience? patience = null, TimeProvider? clock = null) : IDumpStore, IShelvedStore
{
    /// <summary>S3 takes no more at once.</summary>
    private const int MostDeletes = 1000;

    private readonly S3Failure _failure = new(location);
    private readonly S3Requests _requests = new(location);
    private readonly S3List _list = new(location, client);
    private readonly S3Shelf _shelf = new(
        location, client, new S3Leftovers(location, client, new S3UploadRecords(log), clock ?? TimeProvider.System), patience ?? S3Patience.Default, log);

    public string Location => location.ToString();

    IShelf IShelvedStore.Shelf => _shelf;

    public IAsyncEnumerable<StoredDump> ListAsync(CancellationToken cancellationToken = default) => _list.ReadAsync("", cancellationToken);

    public IAsyncEnumerable<StoredDump> FindAsync(string source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);

        return _list.FindAsync(source, cancellationToken);
    }

    public async Task<IArchiveSource> OpenAsync(DumpKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);

        return await _shelf.OpenAsync(DumpKey.Parse(key.Value).Value, cancellationToken).ConfigureAwait(false)
            ?? throw new PgCloneException(ErrorCode.DumpNotFound, "There is no such dump.", location.PlaceOf(location.NameOf(key)));
    }

    public async Task<IDumpWriter> CreateAsync(DumpKey key, int headLength, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentOutOfRangeException.ThrowIfNegative(headLength);

        var name = location.NameOf(key);
        // Now, as the dump may take hours; and again when it is whole. A list says why it is refused, which the answer to HEAD has no words for.
        if (await _list.ReadAsync(key.Value, cancellationToken).AnyAsync(dump => dump.Key == key, cancellationToken).ConfigureAwait(false)) throw S3Upload.AlreadyThere(location.PlaceOf(name));
        return new S3DumpWriter(new S3Upload(client, _requests, _failure, location.PlaceOf(name), name, log), headLength);
    }

    public Task<ReadOnlyMemory<byte>?> ReadManifestAsync(DumpKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);

        return _shelf.ReadAsync(DumpKey.Parse(key.Value).Value + DumpKey.ManifestExtension, cancellationToken);
    }

    public Task WriteManifestAsync(DumpKey key, ReadOnlyMemory<byte> manifest, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);

        var name = location.NameOf(key) + DumpKey.ManifestExtension;
        return _failure.GuardAsync(name, () => client.PutObjectAsync(_requests.Put(name, manifest, isNew: false), cancellationToken), cancellationToken);
    }

    public async Task DeleteAsync(DumpKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);

        foreach (var name in new[] { location.NameOf(key), location.NameOf(key) + DumpKey.ManifestExtension })
            await DeleteObjectAsync(name, cancellationToken).ConfigureAwait(false);
    }

    public async Task DeleteAllAsync(IReadOnlyList<DumpKey> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);

        foreach (var page in keys.Chunk(MostDeletes))
        {
            var names = page.Select(location.NameOf).ToList();
            await DeleteObjectsAsync(names, cancellationToken).ConfigureAwait(false);
            await DeleteObjectsAsync([.. names.Select(name => name + DumpKey.ManifestExtension)], cancellationToken).ConfigureAwait(false);
        }
    }

    public IAsyncEnumerable<UnfinishedDump> ListUnfinishedAsync(CancellationToken cancellationToken = default) =>
        _shelf.Leftovers.ListAsync(name => DumpKey.TryParse(name, out _), cancellationToken).Select(left => new UnfinishedDump(DumpKey.Parse(left.Name), left.Bytes, left.Begun, left.Id));

    public Task DeleteUnfinishedAsync(UnfinishedDump dump, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dump);

        return _shelf.Leftovers.AbortAsync(location.NameOf(dump.Key), dump.Id, cancellationToken);
    }

    private async Task DeleteObjectsAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        IEnumerable<string> left = [];
        try
        {
            await client.DeleteObjectsAsync(_requests.Delete(names), cancellationToken).ConfigureAwait(false);
        }
        catch (DeleteObjectsException e)
        {
            left = e.Response.DeleteErrors.Select(error => error.Key);
        }
        catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.NotImplemented or HttpStatusCode.MethodNotAllowed or HttpStatusCode.BadRequest)
        {
            // Not every server can do it, and some want other checksums for it.
            left = names;
        }
        catch (Exception e) when (S3Failure.IsOfStore(e) && !cancellationToken.IsCancellationRequested)
        {
            throw _failure.Explain(e);
        }

        // One by one, each says why it stays.
        foreach (var name in left) await DeleteObjectAsync(name, cancellationToken).ConfigureAwait(false);
    }

    private Task<DeleteObjectResponse> DeleteObjectAsync(string name, CancellationToken cancellationToken) =>
        _failure.GuardAsync(name, () => client.DeleteObjectAsync(_requests.Delete(name), cancellationToken), cancellationToken);
}
