using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace PgClone.S3;

/// <summary>What the SDK answers with an exception and is none.</summary>
internal static class S3ClientExtensions
{
    /// <summary>
    /// What is known of an object; null where there is none. An answer to HEAD has no body that says why it is a refusal, and the SDK does not try again with the
    /// store's time where its own may be wrong: one byte of the object is asked for then.
    /// </summary>
    public static async Task<GetObjectMetadataResponse?> FindAsync(this IAmazonS3 client, S3Requests requests, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync().ConfigureAwait(false);
        }
        catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.BadRequest)
        {
            await ReadByteAsync().ConfigureAwait(false);
            return await AskAsync().ConfigureAwait(false);
        }

        async Task<GetObjectMetadataResponse?> AskAsync()
        {
            try
            {
                return await client.GetObjectMetadataAsync(requests.Head(name), cancellationToken).ConfigureAwait(false);
            }
            catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
            {
                return null;
            }
        }

        async Task ReadByteAsync()
        {
            var request = requests.Get(name);
            request.ByteRange = new ByteRange(0, 0);
            try
            {
                using var _ = await client.GetObjectAsync(request, cancellationToken).ConfigureAwait(false);
            }
            catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                // It is not there, or empty, and it is not refused.
            }
        }
    }
}
