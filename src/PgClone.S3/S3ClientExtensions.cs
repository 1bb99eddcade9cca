using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace PgClone.S3;

/// <summary>What the SDK answers with an exception and is none.</summary>
internal static class S3ClientExtensions
{
    /// <summary>What is known of an object; null where there is none.</summary>
    public static async Task<GetObjectMetadataResponse?> FindAsync(this IAmazonS3 client, GetObjectMetadataRequest head, CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetObjectMetadataAsync(head, cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }
}
