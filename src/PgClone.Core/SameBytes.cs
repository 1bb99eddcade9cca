using System.Buffers;
using PgClone.Archives;

namespace PgClone;

/// <summary>Compares two archives that nothing more is known of.</summary>
internal static class SameBytes
{
    private const int BufferSize = 1024 * 1024;

    public static async Task<bool> AreInAsync(IArchiveSource one, IArchiveSource other, CancellationToken cancellationToken)
    {
        if (one.Length != other.Length) return false;

        var (buffer, otherBuffer) = (ArrayPool<byte>.Shared.Rent(BufferSize), ArrayPool<byte>.Shared.Rent(BufferSize));
        try
        {
            for (var position = 0L; position < one.Length; position += BufferSize)
            {
                var read = await one.ReadAsync(position, buffer.AsMemory(0, BufferSize), cancellationToken).ConfigureAwait(false);
                var otherRead = await other.ReadAsync(position, otherBuffer.AsMemory(0, BufferSize), cancellationToken).ConfigureAwait(false);
                if (!buffer.AsSpan(0, read).SequenceEqual(otherBuffer.AsSpan(0, otherRead))) return false;
            }

            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            ArrayPool<byte>.Shared.Return(otherBuffer);
        }
    }
}
