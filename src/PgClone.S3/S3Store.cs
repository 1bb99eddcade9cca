using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Logging;
using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Storage;

namespace PgClone.S3;

/// <summary>Dumps in a bucket, below a prefix.</summary>
internal sealed class S3Store(S3Location location, IAmazonS3 client, ILogger log, S3Patience? patience = null) : IDumpStore
{
    private readonly S3Failure _failure = new(location);
    private readonly S3Requests _requests = new(location);
    private readonly S3Patience _patience = patience ?? S3Patience.Default;

    public string Location => location.ToString();

    public async IAsyncEnumerable<StoredDump> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var request = _requests.List();
        do
        {
            var page = await _failure.GuardAsync(null, () => client.ListObjectsV2Async(request, cancellationToken), cancellationToken).ConfigureAwait(false);
            foreach (var item in page.S3Objects ?? [])
            {
                if (DumpKey.TryParse(item.Key[location.Prefix.Length..], out var key)) yield return new StoredDump(key, item.Size ?? 0);
            }

            request.ContinuationToken = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (request.ContinuationToken is not null);
    }

    public async Task<IArchiveSource> OpenAsync(DumpKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);

        var name = location.NameOf(key);
        var found = await FindAsync(name, cancellationToken).ConfigureAwait(false)
            ?? throw new PgCloneException(ErrorCode.DumpNotFound, "There is no such dump.", location.PlaceOf(name));
        var range = new S3Range(client, _requests, _failure, _patience, name, found.ETag);
        return new S3ArchiveSource(location.PlaceOf(name), found.ContentLength, found.ETag, range);
    }

    public async Task<IDumpWriter> CreateAsync(DumpKey key, int headLength, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentOutOfRangeException.ThrowIfNegative(headLength);

        var name = location.NameOf(key);
        // Now, as the dump may take hours; and again when it is whole.
        if (await FindAsync(name, cancellationToken).ConfigureAwait(false) is not null) throw S3Upload.AlreadyThere(location.PlaceOf(name));
        return new S3DumpWriter(new S3Upload(client, _requests, _failure, location.PlaceOf(name), name, log), headLength);
    }

    public async Task<ReadOnlyMemory<byte>?> ReadManifestAsync(DumpKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);

        var name = location.NameOf(key) + DumpKey.ManifestExtension;
        try
        {
            using var response = await client.GetObjectAsync(_requests.Get(name), cancellationToken).ConfigureAwait(false);
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
            throw _failure.Explain(e, name);
        }
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
            await _failure.GuardAsync(name, () => client.DeleteObjectAsync(_requests.Delete(name), cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private Task<GetObjectMetadataResponse?> FindAsync(string name, CancellationToken cancellationToken) =>
        _failure.GuardAsync(name, () => client.FindAsync(_requests.Head(name), cancellationToken), cancellationToken);
}
