using System.Security.Authentication;

namespace PgClone.S3;

/// <summary>
/// Gives a request up whose connection stands still: while it is sent, until it is answered, and while the answer is read. However long it takes, it goes on as long as
/// bytes move, which a limit for the whole request could not tell.
/// </summary>
internal sealed class PatientHandler(TimeSpan silence) : DelegatingHandler
{
    /// <summary>A store takes its time to make one object of thousands of parts.</summary>
    private const int SilenceOfCompletion = 4;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var watch = new SilenceWatch(IsCompletion(request) ? silence * SilenceOfCompletion : silence, cancellationToken);
        if (request.Content is { } content) request.Content = new WatchedContent(content, watch);
        try
        {
            var answer = await base.SendAsync(request, watch.Token).ConfigureAwait(false);
            return await WatchAsync(answer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (watch.IsOver)
        {
            throw watch.Explain(e);
        }
        catch (HttpRequestException e) when (e is { HttpRequestError: HttpRequestError.SecureConnectionError, InnerException: IOException inner })
        {
            // Or the SDK would take it for a connection that was lost.
            throw new HttpRequestException(HttpRequestError.SecureConnectionError, inner.Message, new AuthenticationException(inner.Message));
        }
    }

    private async Task<HttpResponseMessage> WatchAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var content = answer.Content;
        answer.Content = new StreamContent(new PatientStream(await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), silence));
        foreach (var (name, values) in content.Headers) answer.Content.Headers.TryAddWithoutValidation(name, values);
        return answer;
    }

    private static bool IsCompletion(HttpRequestMessage request) =>
        request.Method == HttpMethod.Post && request.RequestUri!.Query.Contains("uploadId=", StringComparison.Ordinal);
}
