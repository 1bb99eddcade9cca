namespace PgClone.Archives;

/// <summary>Tells how many bytes are read from an archive, and lets a test act when it is so many.</summary>
internal sealed class MeteredSource(IArchiveSource source, Action<long>? onRead = null) : IArchiveSource
{
    private long _bytes;

    public string Name => source.Name;

    public long Length => source.Length;

    public long Bytes => _bytes;

    public async ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await source.ReadAsync(offset, buffer, cancellationToken);
        var bytes = Interlocked.Add(ref _bytes, count);
        onRead?.Invoke(bytes);
        return count;
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();
}
