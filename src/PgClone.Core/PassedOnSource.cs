using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Storage;

namespace PgClone;

/// <summary>An archive that is read once, from front to back, for another store: whatever is read is written there, and the head last.</summary>
/// <param name="source">The archive.</param>
/// <param name="writer">Where it goes.</param>
/// <param name="headLength">How long its head is; 0 where that is not known.</param>
/// <param name="progress">Takes how far it is.</param>
internal sealed class PassedOnSource(IArchiveSource source, IDumpWriter writer, int headLength, IProgress<ProgressEvent> progress) : IArchiveSource
{
    private readonly byte[] _head = new byte[headLength];

    public string Name => source.Name;

    public long Length => source.Length;

    public async ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await source.ReadAsync(offset, buffer, cancellationToken).ConfigureAwait(false);
        var content = buffer[..read];
        var ofHead = (int)Math.Clamp(headLength - offset, 0, read);
        if (ofHead > 0) content[..ofHead].CopyTo(_head.AsMemory((int)offset));
        if (ofHead < read) await writer.WriteAsync(content[ofHead..], cancellationToken).ConfigureAwait(false);
        progress.Report(new StageProgress(Stage.Transfer, offset + read, Length, "bytes"));
        return read;
    }

    public Task CommitAsync(CancellationToken cancellationToken) => writer.CommitAsync(_head, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
