using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using PgClone.Diagnostics;

namespace PgClone.S3;

/// <summary>
/// Reads ranges of one version of an object. A connection that is lost, stands still or is refused for the moment is replaced, and the range
/// read on from the byte that it got to.
/// </summary>
internal sealed class S3Range(IAmazonS3 client, S3Requests requests, S3Failure failure, S3Patience patience, string name, string version)
{
    /// <summary>Fills a buffer from an offset on; all of it lies within the object.</summary>
    public async Task ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var reached = 0;
        var silences = 0;
        for (var attempt = 1; reached < buffer.Length; attempt++)
        {
            var before = reached;
            try
            {
                await ReadOnceAsync().ConfigureAwait(false);
            }
            catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.PreconditionFailed || e.ErrorCode == "NoSuchKey")
            {
                throw new PgCloneException(
                    ErrorCode.StoreUnavailable, "The dump was replaced or removed while it was read.", failure.PlaceOf(name), advice: "Run the command again.", innerException: e);
            }
            catch (Exception e) when (S3Failure.IsOfStore(e) && !cancellationToken.IsCancellationRequested)
            {
                if (reached > before) (attempt, silences) = (0, 0);
                if (StoreSilentException.FindIn(e) is not null) silences++;
                if (attempt >= patience.Attempts || silences >= patience.Silences || !S3Failure.IsPassing(e)) throw failure.Explain(e, name);
                await Task.Delay(patience.DelayAfter(attempt), cancellationToken).ConfigureAwait(false);
            }
        }

        async Task ReadOnceAsync()
        {
            var request = requests.Get(name);
            request.ByteRange = new ByteRange(offset + reached, offset + buffer.Length - 1);
            request.EtagToMatch = version;
            using var response = await client.GetObjectAsync(request, cancellationToken).ConfigureAwait(false);
            if (response.HttpStatusCode != HttpStatusCode.PartialContent) throw new IOException("The store does not answer with the range that was asked for.");

            while (reached < buffer.Length)
            {
                var read = await response.ResponseStream.ReadAsync(buffer[reached..], cancellationToken).ConfigureAwait(false);
                if (read == 0) throw new IOException("The store ended its answer too early.");
                reached += read;
            }
        }
    }
}
