using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.S3;
using PgClone.Diagnostics;

namespace PgClone.S3;

/// <summary>Gives what the SDK throws a code and words. These name bucket and key, and never who asked.</summary>
internal sealed class S3Failure(S3Location location)
{
    /// <summary>Where an object lies, for messages.</summary>
    public string PlaceOf(string name) => location.PlaceOf(name);

    /// <summary>Runs a request; what fails in it is explained.</summary>
    /// <param name="name">The object that it is about; null: the bucket.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public async Task<T> GuardAsync<T>(string? name, Func<Task<T>> request, CancellationToken cancellationToken)
    {
        try
        {
            return await request().ConfigureAwait(false);
        }
        catch (Exception e) when (IsOfStore(e) && !cancellationToken.IsCancellationRequested)
        {
            throw Explain(e, name);
        }
    }

    public static bool IsOfStore(Exception e) =>
        e is AmazonClientException or AmazonServiceException or IOException or HttpRequestException or SocketException or TimeoutException or OperationCanceledException;

    /// <summary>Whether it is worth another try.</summary>
    public static bool IsPassing(Exception e) => e is AmazonServiceException { StatusCode: var status } refusal && status != 0
        ? (int)status >= 500 || status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout || refusal.ErrorCode is "RequestTimeout" or "SlowDown"
        : e is IOException or HttpRequestException or SocketException or TimeoutException or OperationCanceledException || HasInner(e, IsOfNetwork);

    public PgCloneException Explain(Exception e, string? name = null)
    {
        var where = name is null ? location.ToString() : location.PlaceOf(name);
        var why = OnOneLine(e.InnerException is { } inner && IsOfNetwork(inner) ? inner.Message : e.Message);
        return e switch
        {
            _ when StoreSilentException.FindIn(e) is { } silence => new PgCloneException(
                ErrorCode.StoreUnreachable, "The store does not answer any more.", where, silence.Message, "Check the endpoint in the location, AWS_ENDPOINT_URL and the network.", e),
            _ when S3RetryPolicy.IsRefusedHandshake(e) => new PgCloneException(
                ErrorCode.StoreNotSecure, "No secure connection to the store came about.", where, OnOneLine(e.GetBaseException().Message),
                "Check whether the endpoint is https:// or http://, and whether this machine trusts its certificate.", e),
            HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } => new PgCloneException(
                ErrorCode.StoreUnreachable, "What answers in the store's place does not speak HTTP.", where, advice: "Check the endpoint: it may have to be https://, or another port.", innerException: e),
            AmazonS3Exception { ErrorCode: "NoSuchBucket" } => Failed(ErrorCode.BucketNotFound, $"There is no bucket '{location.Bucket}'.", "Check the bucket's name and the endpoint."),
            AmazonS3Exception { ErrorCode: "RequestTimeTooSkewed" or "RequestExpired" or "RequestInTheFuture" } => Failed(
                ErrorCode.ClockSkewed, "This machine's clock differs too much from the store's.", "Set the clock right."),
            AmazonS3Exception { ErrorCode: "SignatureDoesNotMatch" or "InvalidAccessKeyId" or "ExpiredToken" or "InvalidToken" or "TokenRefreshRequired" or "InvalidSecurity" } => Failed(
                ErrorCode.StoreCredentialsRefused, "The store refuses the credentials.", "`aws sts get-caller-identity` shows whose they are; `aws sso login` renews a session."),
            AmazonS3Exception { StatusCode: HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect } or AmazonS3Exception { ErrorCode: "AuthorizationHeaderMalformed" or "PermanentRedirect" or "IllegalLocationConstraintException" } => Failed(
                ErrorCode.WrongRegion, $"The bucket '{location.Bucket}' lies in another region.", "Name it as ?region= in the location, or in AWS_REGION."),
            AmazonS3Exception { StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } => Failed(
                ErrorCode.StoreAccessDenied, "The store does not allow it.", "Let whoever owns the bucket allow it, or use another profile."),
            AmazonServiceException { StatusCode: not 0 } => Failed(ErrorCode.StoreUnavailable, "The store can't be read or written.", null),
            _ when IsOfNetwork(e) || HasInner(e, IsOfNetwork) => Failed(
                ErrorCode.StoreUnreachable, "The store can't be reached.", "Check the endpoint in the location, AWS_ENDPOINT_URL and the network."),
            AmazonClientException when IsAboutRegion(e) => Failed(ErrorCode.WrongRegion, "It is not known in which region the bucket lies.", "Name it as ?region= in the location, or in AWS_REGION."),
            AmazonClientException => Failed(
                ErrorCode.StoreCredentialsRefused, "There are no credentials for the store.", "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile as ?profile= or in AWS_PROFILE."),
            _ => Failed(ErrorCode.StoreUnavailable, "The store can't be read or written.", null),
        };

        PgCloneException Failed(ErrorCode code, string what, string? advice) =>
            new(code, what, where, (code == ErrorCode.ClockSkewed ? StoreTime.DifferenceIn(e) : null) ?? Reason(e, why), advice, e);
    }

    private static string Reason(Exception e, string why) => e switch
    {
        // An answer to HEAD has no body, and the SDK's words for it are about the SDK.
        AmazonS3Exception { ErrorCode: { Length: > 0 } code } s3 when why != code => $"{why} ({code}, HTTP {(int)s3.StatusCode})",
        AmazonServiceException { StatusCode: not 0 } service => $"HTTP {(int)service.StatusCode} {service.ErrorCode}".TrimEnd(),
        _ => why,
    };

    /// <summary>The SDK tells on many lines what each of its providers of credentials said; the exception within keeps them.</summary>
    private static string OnOneLine(string message)
    {
        var line = message.AsSpan().Trim();
        if (line.IndexOfAny('\r', '\n') is var end and >= 0) line = line[..end];
        // A sentence that only leads to the next lines goes with them.
        if (line.EndsWith(":") && line.LastIndexOf(". ") is var dot and >= 0) line = line[..(dot + 1)];
        return line.ToString();
    }

    private static bool IsAboutRegion(Exception e) => e.Message.Contains("RegionEndpoint", StringComparison.Ordinal) || e.Message.Contains("region", StringComparison.OrdinalIgnoreCase);

    private static bool IsOfNetwork(Exception e) => e is IOException or HttpRequestException or SocketException or TimeoutException or OperationCanceledException;

    private static bool HasInner(Exception e, Func<Exception, bool> condition) => e.InnerException is { } inner && (condition(inner) || HasInner(inner, condition));
}
