using Amazon;
using Amazon.Runtime;
using Amazon.S3;

namespace PgClone.S3;

/// <summary>Makes the SDK's clients: what a location does not say is left to AWS's own environment, profiles and roles.</summary>
internal static class S3Clients
{
    /// <summary>Any region will do for a server of one's own, which looks at none.</summary>
    private const string AnyRegion = "us-east-1";

    /// <param name="location">The bucket, and how it is used.</param>
    /// <param name="patience">How long it is waited for; null: as long as suits most.</param>
    /// <exception cref="Diagnostics.PgCloneException">There is no such profile, or no region.</exception>
    public static AmazonS3Client Create(S3Location location, S3Patience? patience = null)
    {
        S3Dependencies.Ensure();
        patience ??= S3Patience.Default;
        var config = new AmazonS3Config
        {
            ForcePathStyle = location.PathStyle ?? HasEndpoint(location),
            HttpClientFactory = new PatientClients(patience),
            MaxErrorRetry = 4,
            // Those would come on top, uncounted and without a pause.
            MaxStaleConnectionRetries = 0,
        };
        if (location.Profile is { } profile) config.Profile = new Profile(profile);
        // Many servers know no checksums of the newer kinds. What is sent is signed whole, so that nothing changes on the way unnoticed.
        if (!IsSet("AWS_REQUEST_CHECKSUM_CALCULATION")) config.RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED;
        if (!IsSet("AWS_RESPONSE_CHECKSUM_VALIDATION")) config.ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED;

        if (location.Endpoint is { } endpoint)
        {
            config.ServiceURL = endpoint.AbsoluteUri;
            config.AuthenticationRegion = location.Region ?? Environment.GetEnvironmentVariable("AWS_REGION") ?? AnyRegion;
        }
        else if (location.Region is { } region)
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        else if (HasEndpoint(location) && config.RegionEndpoint is null)
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(AnyRegion);

        try
        {
            return new S3Client(config, patience);
        }
        catch (AmazonClientException e)
        {
            throw new S3Failure(location).Explain(e);
        }
    }

    private static bool HasEndpoint(S3Location location) => location.Endpoint is not null || IsSet("AWS_ENDPOINT_URL_S3") || IsSet("AWS_ENDPOINT_URL");

    private static bool IsSet(string variable) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable));
}
