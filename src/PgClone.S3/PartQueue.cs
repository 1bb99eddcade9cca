using PgClone.Diagnostics;

namespace PgClone.S3;

/// <summary>Cuts a stream into parts and sends several of them at once, through a few buffers.</summary>
/// <param name="upload">Where they go.</param>
/// <param name="first">The number of the first part.</param>
internal sealed class PartQueue(S3Upload upload, int first) : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _sending = [];
    private readonly Stack<byte[]> _buffers = [];
    private byte[] _buffer = [];
    private int _number = first;
    private int _count;

    public bool HasContent => Length > 0;

    /// <summary>How many bytes there were.</summary>
    public long Length { get; private set; }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        while (data.Length > 0)
        {
            if (_count == _buffer.Length) await TurnAsync(cancellationToken).ConfigureAwait(false);
            var taken = Math.Min(data.Length, _buffer.Length - _count);
            data[..taken].CopyTo(_buffer.AsMemory(_count));
            _count += taken;
            Length += taken;
            data = data[taken..];
        }
    }

    /// <summary>Sends what is left and waits until all is there.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        if (_count > 0) await SendAsync(cancellationToken).ConfigureAwait(false);
        await Task.WhenAll(_sending).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    /// <summary>Sends the full buffer, if there is one, and takes an empty one.</summary>
    private async Task TurnAsync(CancellationToken cancellationToken)
    {
        if (_count > 0) await SendAsync(cancellationToken).ConfigureAwait(false);
        if (_number > PartPlan.MostParts) throw new PgCloneException(ErrorCode.StoreUnavailable, "The dump is larger than 5 TiB, the most that S3 can hold in one object.", upload.Place);

        var size = PartPlan.SizeOf(_number);
        (_buffer, _count) = (_buffers.TryPop(out var used) && used.Length >= size ? used : GC.AllocateUninitializedArray<byte>(size), 0);
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        if (!upload.HasBegun) await upload.BeginAsync(cancellationToken).ConfigureAwait(false);
        while (_sending.Count >= PartPlan.AtOnce(_number))
        {
            var sent = await Task.WhenAny(_sending).WaitAsync(cancellationToken).ConfigureAwait(false);
            _sending.Remove(sent);
            await sent.ConfigureAwait(false);
            if (sent is Task<byte[]> { Result: var free }) _buffers.Push(free);
        }

        _sending.Add(SendAsync(_number++, _buffer, _count));
        (_buffer, _count) = ([], 0);
    }

    private async Task<byte[]> SendAsync(int number, byte[] buffer, int count)
    {
        await upload.SendAsync(number, buffer.AsMemory(0, count), _end.Token).ConfigureAwait(false);
        return buffer;
    }
}
