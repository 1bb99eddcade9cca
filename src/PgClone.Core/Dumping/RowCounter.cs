using System.Buffers;
using System.IO.Pipelines;
using PgClone.Archives;

namespace PgClone.Dumping;

/// <summary>Counts the rows of one table while its compressed bytes pass on their way to the store, a little behind them.</summary>
internal sealed class RowCounter : IAsyncDisposable
{
    private const int Ahead = 4 * 1024 * 1024;
    private const int BufferSize = 128 * 1024;

    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: Ahead, resumeWriterThreshold: Ahead / 2, useSynchronizationContext: false));
    private readonly Task<(long Lines, long Bytes)> _counting;
    private long _bytes;

    public RowCounter(ArchiveCompression compression) => _counting = Task.Run(() => CountAsync(compression));

    /// <summary>What ends the rows of every table.</summary>
    private static ReadOnlySpan<byte> EndOfRows => "\\.\n\n\n"u8;

    /// <summary>How many bytes of rows were counted up to now.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    public void Write(ReadOnlySpan<byte> compressed) => _pipe.Writer.Write(compressed);

    /// <summary>Waits where the counting lags too far behind.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken) => await _pipe.Writer.FlushAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>To be called when all was written.</summary>
    public async Task<(long Rows, long Bytes)> CompleteAsync()
    {
        await _pipe.Writer.CompleteAsync().ConfigureAwait(false);
        var (lines, bytes) = await _counting.ConfigureAwait(false);
        return (lines - EndOfRows.Count((byte)'\n'), bytes - EndOfRows.Length);
    }

    public async ValueTask DisposeAsync()
    {
        await _pipe.Writer.CompleteAsync().ConfigureAwait(false);
        await ((Task)_counting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<(long Lines, long Bytes)> CountAsync(ArchiveCompression compression)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var compressed = _pipe.Reader.AsStream(leaveOpen: true);
            var rows = Decoder.Open(compressed, compression);
            await using var _ = rows.ConfigureAwait(false);

            var (lines, bytes) = (0L, 0L);
            while (await rows.ReadAsync(buffer).ConfigureAwait(false) is var count and > 0)
            {
                lines += buffer.AsSpan(0, count).Count((byte)'\n');
                bytes += count;
                Volatile.Write(ref _bytes, bytes);
            }

            return (lines, bytes);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            // Whoever writes on after a failure must not wait for ever.
            await _pipe.Reader.CompleteAsync().ConfigureAwait(false);
        }
    }
}
