namespace PgClone.Archives;

/// <summary>A source from its beginning to its end. It stays its owner's.</summary>
internal sealed class SourceStream(IArchiveSource source) : ForwardStream
{
    private long _position;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await source.ReadAsync(_position, buffer, cancellationToken).ConfigureAwait(false);
        _position += read;
        return read;
    }
}
