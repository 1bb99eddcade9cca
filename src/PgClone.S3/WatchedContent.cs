using System.Net;

namespace PgClone.S3;

/// <summary>What is sent, with a note whenever the connection took some of it.</summary>
internal sealed class WatchedContent : HttpContent
{
    private readonly HttpContent _content;
    private readonly SilenceWatch _watch;

    public WatchedContent(HttpContent content, SilenceWatch watch)
    {
        (_content, _watch) = (content, watch);
        foreach (var (name, values) in content.Headers) Headers.TryAddWithoutValidation(name, values);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var target = new WatchedStream(stream, _watch);
        await using var _ = target.ConfigureAwait(false);
        await _content.CopyToAsync(target, context, cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _content.Headers.ContentLength ?? 0;
        return _content.Headers.ContentLength is not null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _content.Dispose();
        base.Dispose(disposing);
    }
}
