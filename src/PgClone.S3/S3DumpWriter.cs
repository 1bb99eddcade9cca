using PgClone.Storage;

namespace PgClone.S3;

/// <summary>
/// Writes a dump as the parts of an upload, several at once. Parts are numbered: the first ones are kept back for the head, filled up with the
/// data that follows it, and sent last. What all fits into these is put there by one request.
/// </summary>
internal sealed class S3DumpWriter : IDumpWriter
{
    private readonly S3Upload _upload;
    private readonly int _headLength;
    private readonly int _headParts;
    private readonly byte[] _head;
    private readonly PartQueue _queue;
    private int _headCount;

    public S3DumpWriter(S3Upload upload, int headLength)
    {
        var partSize = PartPlan.SizeOf(1);
        (_upload, _headLength, _headCount) = (upload, headLength, headLength);
        _headParts = Math.Max(1, (headLength + partSize - 1) / partSize);
        _head = GC.AllocateUninitializedArray<byte>(_headParts * partSize);
        _queue = new PartQueue(upload, _headParts + 1);
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
    {
        var first = Math.Min(data.Length, _head.Length - _headCount);
        data[..first].CopyTo(_head.AsMemory(_headCount));
        _headCount += first;
        if (first < data.Length) await _queue.WriteAsync(data[first..], cancellationToken).ConfigureAwait(false);
    }

    public async Task CommitAsync(ReadOnlyMemory<byte> head, CancellationToken cancellationToken = default)
    {
        if (head.Length != _headLength) throw new ArgumentException($"The head has {head.Length} bytes, but {_headLength} were announced.", nameof(head));

        head.CopyTo(_head);
        if (!_upload.HasBegun && !_queue.HasContent)
        {
            await _upload.PutAsync(_head.AsMemory(0, _headCount), cancellationToken).ConfigureAwait(false);
            return;
        }

        await _queue.FinishAsync(cancellationToken).ConfigureAwait(false);
        for (var number = _headParts; number >= 1; number--)
            await _upload.SendAsync(number, _head.AsMemory((number - 1) * PartPlan.SizeOf(1), PartPlan.SizeOf(1)), cancellationToken).ConfigureAwait(false);

        await _upload.CompleteAsync(_headCount + _queue.Length, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _queue.DisposeAsync().ConfigureAwait(false);
        await _upload.DisposeAsync().ConfigureAwait(false);
    }
}
