using System.Buffers;
using System.Diagnostics;
using PgClone.Archives;

namespace PgClone.Images;

/// <summary>Tells by the first bytes of an image that come over the line whether the rest is worth waiting for. What was read for it is at hand when it is read again.</summary>
internal static class LineSpeed
{
    private const int Sample = 8 * 1024 * 1024;
    private const int BufferSize = 1024 * 1024;

    /// <summary>How long the sample may take: a line that stands still is slow, too.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <param name="image">The image in its store.</param>
    /// <param name="restoreTime">How long the restore took that the image was made of.</param>
    /// <param name="dumpBytes">The size of the dump, which has to come over the same line.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>How many bytes came in a second, where the dump is restored sooner than the image is here; else null.</returns>
    public static async Task<double?> FindTooSlowAsync(IArchiveSource image, TimeSpan restoreTime, long dumpBytes, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var bytes = await ReadSampleAsync(image, cancellationToken).ConfigureAwait(false);
        if (bytes >= image.Length) return null;

        var rate = Math.Max(bytes, 1) / Stopwatch.GetElapsedTime(start).TotalSeconds;
        return image.Length / rate > Math.Max(dumpBytes / rate, restoreTime.TotalSeconds) ? rate : null;
    }

    private static async Task<long> ReadSampleAsync(IArchiveSource image, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        var bytes = 0L;
        try
        {
            while (bytes < Math.Min(Sample, image.Length) && await image.ReadAsync(bytes, buffer, patience.Token).ConfigureAwait(false) is var read and > 0) bytes += read;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // What came by then tells enough.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return bytes;
    }
}
