namespace PgClone.Archives;

/// <summary>An archive in memory; counts what is asked of it. It may say that it is longer than it is, for a test that reads no rows.</summary>
internal sealed class MemorySource(ReadOnlyMemory<byte> bytes, string name = "memory", long? length = null) : IArchiveSource
{
    private int _reads;

    public string Name => name;

    public long Length => length ?? bytes.Length;

    public int Reads => _reads;

    public ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Interlocked.Increment(ref _reads);
        if (offset >= bytes.Length) return new ValueTask<int>(0);

        var read = (int)Math.Min(buffer.Length, bytes.Length - offset);
        bytes.Slice((int)offset, read).CopyTo(buffer);
        return new ValueTask<int>(read);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
