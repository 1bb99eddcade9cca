using System.Collections.Concurrent;
using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Logging;
using PgClone.Diagnostics;

namespace PgClone.S3;

/// <summary>One object's way into the bucket: all at once, or in parts. Disposing before it is complete takes back what is there of it.</summary>
internal sealed class S3Upload(IAmazonS3 client, S3Requests requests, S3Failure failure, string place, string name, ILogger log) : IAsyncDisposable
{
    private static readonly TimeSpan PatienceOfAbort = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<int, PartETag> _parts = [];
    private readonly S3UploadRecords _records = new(log);
    private string? _id;

    /// <summary>Where the object will be, for messages.</summary>
    public string Place => place;

    public bool HasBegun => _id is not null;

    public static PgCloneException AlreadyThere(string place, Exception? e = null) => new(
        ErrorCode.StoreUnavailable, "There is a dump of that name already, and it is not overwritten.", place, advice: "Run the command again: the name of a dump is the time at which it starts.", innerException: e);

    public Task PutAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        PublishAsync(isNew => client.PutObjectAsync(requests.Put(name, content, isNew), cancellationToken), cancellationToken);

    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        _id = (await failure.GuardAsync(name, () => client.InitiateMultipartUploadAsync(requests.Begin(name), cancellationToken), cancellationToken).ConfigureAwait(false)).UploadId;
        await _records.AddAsync(place, _id, cancellationToken).ConfigureAwait(false);
    }

    public async Task SendAsync(int number, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var sent = await failure.GuardAsync(name, () => client.UploadPartAsync(requests.Part(name, _id!, number, content), cancellationToken), cancellationToken).ConfigureAwait(false);
        _parts[number] = new PartETag(number, sent.ETag);
    }

    /// <summary>Makes the object of its parts.</summary>
    /// <param name="length">How many bytes they have.</param>
    /// <param name="cancellationToken">Stops it, if that is still possible.</param>
    public async Task CompleteAsync(long length, CancellationToken cancellationToken)
    {
        var parts = _parts.OrderBy(part => part.Key).Select(part => part.Value).ToList();
        try
        {
            await PublishAsync(isNew => client.CompleteMultipartUploadAsync(requests.Complete(name, _id!, parts, isNew), cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (PgCloneException e) when (e.InnerException is AmazonS3Exception { ErrorCode: "NoSuchUpload" })
        {
            // The answer to a first attempt was lost, and it had succeeded.
            var found = await failure.GuardAsync(name, () => client.FindAsync(requests, name, cancellationToken), cancellationToken).ConfigureAwait(false);
            if (found?.ContentLength != length) throw;
        }

        _records.Remove(place, _id!);
        _id = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_id is null) return;

        using var patience = new CancellationTokenSource(PatienceOfAbort);
        try
        {
            await client.AbortMultipartUploadAsync(requests.Abort(name, _id), patience.Token).ConfigureAwait(false);
        }
        catch (AmazonS3Exception e) when (e.ErrorCode == "NoSuchUpload")
        {
            // It is gone.
        }
        catch (Exception e) when (S3Failure.IsOfStore(e))
        {
            // It is no dump, and what went wrong before must not be hidden.
            log.UnfinishedDumpLeft(place, failure.Explain(e, name).What);
            return;
        }

        _records.Remove(place, _id);
    }

    /// <summary>Lets the object appear unless there is one, which is asked before for servers that don't know the condition.</summary>
    private async Task PublishAsync<T>(Func<bool, Task<T>> publish, CancellationToken cancellationToken)
    {
        try
        {
            if (await client.FindAsync(requests, name, cancellationToken).ConfigureAwait(false) is not null) throw AlreadyThere(place);
            await publish(true).ConfigureAwait(false);
        }
        catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict)
        {
            throw AlreadyThere(place, e);
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotImplemented || e.ErrorCode == "NotImplemented")
        {
            await failure.GuardAsync(name, () => publish(false), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (S3Failure.IsOfStore(e) && !cancellationToken.IsCancellationRequested)
        {
            throw failure.Explain(e, name);
        }
    }
}
