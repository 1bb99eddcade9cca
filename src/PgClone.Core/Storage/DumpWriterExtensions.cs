using System.Buffers;

namespace PgClone.Storage;

internal static class DumpWriterExtensions
{
    private const int BufferSize = 1024 * 1024;

    /// <summary>Writes all of a stream behind the head.</summary>
    public static async Task WriteAllAsync(this IDumpWriter writer, Stream content, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var read and > 0)
                await writer.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
