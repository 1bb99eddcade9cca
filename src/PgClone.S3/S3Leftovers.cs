using System.Globalization;
using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;

namespace PgClone.S3;

/// <summary>
/// Uploads that nobody goes on with: those of a process of this machine that is gone, and of others those that are a day old and got no part for an hour.
/// </summary>
internal sealed class S3Leftovers(S3Location location, IAmazonS3 client, S3UploadRecords records, TimeProvider clock)
{
    private static readonly TimeSpan Age = TimeSpan.FromDays(1);
    private static readonly TimeSpan Silence = TimeSpan.FromHours(1);

    private readonly S3Failure _failure = new(location);
    private readonly S3Requests _requests = new(location);

    /// <param name="isMeant">Whether what would have got that name is asked for.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async IAsyncEnumerable<(string Name, long Bytes, DateTimeOffset Begun, string Id)> ListAsync(Func<string, bool> isMeant, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = _requests.Uploads();
        ListMultipartUploadsResponse page;
        do
        {
            page = await _failure.GuardAsync(null, () => client.ListMultipartUploadsAsync(request, cancellationToken), cancellationToken).ConfigureAwait(false);
            foreach (var upload in page.MultipartUploads ?? [])
            {
                if (!isMeant(upload.Key[location.Prefix.Length..])) continue;
                if (await FindAsync(upload, cancellationToken).ConfigureAwait(false) is { } found) yield return found;
            }

            (request.KeyMarker, request.UploadIdMarker) = (page.NextKeyMarker, page.NextUploadIdMarker);
        }
        while (page.IsTruncated == true);
    }

    public async Task AbortAsync(string name, string id, CancellationToken cancellationToken)
    {
        try
        {
            await client.AbortMultipartUploadAsync(_requests.Abort(name, id), cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonS3Exception e) when (e.ErrorCode == "NoSuchUpload")
        {
            // It is gone.
        }
        catch (Exception e) when (S3Failure.IsOfStore(e) && !cancellationToken.IsCancellationRequested)
        {
            throw _failure.Explain(e, name);
        }

        records.Remove(location.PlaceOf(name), id);
    }

    private async Task<(string Name, long Bytes, DateTimeOffset Begun, string Id)?> FindAsync(MultipartUpload upload, CancellationToken cancellationToken)
    {
        var isOrphaned = records.IsOrphaned(location.PlaceOf(upload.Key), upload.UploadId);
        var begun = new DateTimeOffset(upload.Initiated ?? clock.GetUtcNow().UtcDateTime);
        if (isOrphaned == false || (isOrphaned is null && clock.GetUtcNow() - begun < Age)) return null;

        var parts = await ReadPartsAsync(upload, cancellationToken).ConfigureAwait(false);
        var isSilent = parts.TrueForAll(part => part.LastModified is not { } sent || clock.GetUtcNow() - new DateTimeOffset(sent) >= Silence);
        return isOrphaned == true || isSilent ? (upload.Key[location.Prefix.Length..], parts.Sum(part => part.Size ?? 0), begun, upload.UploadId) : null;
    }

    private async Task<List<PartDetail>> ReadPartsAsync(MultipartUpload upload, CancellationToken cancellationToken)
    {
        var request = _requests.Parts(upload.Key, upload.UploadId);
        var parts = new List<PartDetail>();
        ListPartsResponse page;
        do
        {
            page = await _failure.GuardAsync(upload.Key, () => client.ListPartsAsync(request, cancellationToken), cancellationToken).ConfigureAwait(false);
            parts.AddRange(page.Parts ?? []);
            request.PartNumberMarker = page.NextPartNumberMarker?.ToString(CultureInfo.InvariantCulture);
        }
        while (page.IsTruncated == true);

        return parts;
    }
}
