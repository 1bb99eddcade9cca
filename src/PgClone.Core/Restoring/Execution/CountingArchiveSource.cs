using PgClone.Archives;

namespace PgClone.Restoring.Execution;

/// <summary>Tells how many bytes are read from an archive.</summary>
internal sealed class CountingArchiveSource(IArchiveSource source, Action<int> read) : IArchiveSource
{
    public string Name => source.Name;

    public long Length => source.Length;

    public async ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await source.ReadAsync(offset, buffer, cancellationToken).ConfigureAwait(false);
        read(count);
        return count;
    }

    /// <summary>The source stays with who opened it.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
