using System.Net.Sockets;
using System.Security.Authentication;
using Amazon.Runtime;
using Amazon.S3.Internal;
using Amazon.S3.Model;

namespace PgClone.S3;

/// <summary>
/// The SDK's retries, but no second attempt at a connection before there ever was an answer: a wrong endpoint, or a machine without a network, is told at once, and so is
/// always a certificate that is not trusted.
/// </summary>
internal sealed class S3RetryPolicy(IClientConfig config, S3Patience patience) : AmazonS3StandardRetryPolicy(config)
{
    private volatile bool _hasAnswered;

    public override void NotifySuccess(IExecutionContext executionContext)
    {
        _hasAnswered = true;
        base.NotifySuccess(executionContext);
    }

    public override async Task<bool> RetryForExceptionAsync(IExecutionContext executionContext, Exception exception)
    {
        var request = executionContext.RequestContext;
        // Whoever reads a range of one version tries again, from the byte on that it got to.
        if (request.OriginalRequest is GetObjectRequest { EtagToMatch: not null } && S3Failure.IsPassing(exception)) return false;
        if (StoreSilentException.FindIn(exception) is not null) return request.Retries < patience.Silences - 1;

        return !IsRefusedHandshake(exception) && (_hasAnswered || !IsOfConnecting(exception)) && await base.RetryForExceptionAsync(executionContext, exception).ConfigureAwait(false);
    }

    public override Task WaitBeforeRetryAsync(IExecutionContext executionContext) =>
        Task.Delay(patience.DelayAfter(executionContext.RequestContext.Retries), executionContext.RequestContext.CancellationToken);

    public static bool IsRefusedHandshake(Exception? e) =>
        e is AuthenticationException or HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } || (e is not null && IsRefusedHandshake(e.InnerException));

    private static bool IsOfConnecting(Exception e) =>
        e is HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.InvalidResponse } or TimeoutException
            or SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.HostUnreachable or SocketError.NetworkUnreachable }
        || (e.InnerException is { } inner && IsOfConnecting(inner));
}
