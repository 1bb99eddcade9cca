using System.Buffers;
using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Sql;

namespace PgClone.Restoring.Execution;

/// <summary>
/// Reads a table's rows in large pieces, up to the line <c>\.</c> that ends them. The server must not see that line: it would pass over
/// whatever comes after it without a word.
/// </summary>
/// <param name="data">The block, decompressed. It stays open.</param>
/// <param name="entry">The entry, for messages.</param>
internal sealed class CopyDataReader(Stream data, TocEntry entry) : IDisposable
{
    public const int PieceSize = 256 * 1024;

    private readonly byte[] _held = new byte[EndOfRows.Length + 1];
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(PieceSize);
    private byte[] _spare = ArrayPool<byte>.Shared.Rent(PieceSize);
    private bool _atStart = true;

    private static ReadOnlySpan<byte> EndOfRows => "\\.\n\n\n"u8;

    private static ReadOnlySpan<byte> EndInside => "\n\\.\n"u8;

    /// <summary>Whether there are no more pieces.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Reads the next piece; it is empty at the end. It stays valid while the one after it is read, and no longer.</summary>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.ArchiveCorrupt"/>: the rows end too early or not at all; or what the stream throws.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        if (HasEnded) return default;

        var count = await FillAsync(cancellationToken).ConfigureAwait(false);
        HasEnded = count < PieceSize;
        Check(_buffer.AsSpan(0, count));

        // What may be the beginning of the end stays behind for the next piece, with the byte before it.
        var length = count - (HasEnded ? EndOfRows.Length : _held.Length);
        if (!HasEnded) _buffer.AsSpan(length, _held.Length).CopyTo(_held);
        (_buffer, _spare) = (_spare, _buffer);
        return _spare.AsMemory(0, length);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        ArrayPool<byte>.Shared.Return(_spare);
    }

    private async Task<int> FillAsync(CancellationToken cancellationToken)
    {
        var count = _atStart ? 0 : _held.Length;
        _held.AsSpan(0, count).CopyTo(_buffer);
        while (count < PieceSize)
        {
            var read = await data.ReadAsync(_buffer.AsMemory(count, PieceSize - count), cancellationToken).ConfigureAwait(false);
            if (read == 0) break;
            count += read;
        }

        return count;
    }

    private void Check(ReadOnlySpan<byte> bytes)
    {
        if (HasEnded && !bytes.EndsWith(EndOfRows)) throw Corrupt("Its rows have no end.");

        // The end may lie across this piece and the next one, which sees it whole.
        var rows = HasEnded ? bytes[..^(EndOfRows.Length - 1)] : bytes[..^3];
        if (rows.IndexOf(EndInside) >= 0 || (_atStart && rows.StartsWith(EndInside[1..]))) throw Corrupt("There is something behind the end of its rows.");
        if (HasEnded && !(_atStart && rows.Length == 1) && rows is not [.., (byte)'\n', (byte)'\\']) throw Corrupt("Its last row has no end.");
        _atStart = false;
    }

    private PgCloneException Corrupt(string why) => ArchiveFailure.Corrupt(entry.Describe(), why);
}
