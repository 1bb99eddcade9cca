using System.Buffers;

namespace PgClone.Archives;

/// <summary>Compresses the data blocks of an archive that has none compressed, while they stream by: in pieces, as many at once as there are processors.</summary>
/// <param name="archive">What the table of contents says.</param>
/// <param name="codec">How.</param>
/// <param name="write">Takes the blocks as they are to be stored.</param>
internal sealed class BlockCompressor(Archive archive, PieceCodec codec, Func<ReadOnlyMemory<byte>, ValueTask> write)
{
    /// <summary>Large enough that little is lost where a piece knows nothing of the one before.</summary>
    private const int PieceSize = 512 * 1024;

    private static readonly int MostAhead = Environment.ProcessorCount + 1;

    private readonly BlockScanner _scanner = new(archive);
    private readonly int _lengthSize = 1 + archive.Header.IntSize;
    private readonly Queue<Task<ReadOnlyMemory<byte>>> _ahead = new();
    private readonly List<byte> _fields = [];
    private byte[] _piece = ArrayPool<byte>.Shared.Rent(PieceSize);
    private int _pieceLength;
    private bool _isFirst = true;
    private uint _checksum = Adler32.Start;

    /// <inheritdoc cref="BlockScanner.Scan"/>
    public async ValueTask<int> TakeAsync(ReadOnlyMemory<byte> data)
    {
        var used = 0;
        while (used < data.Length && !_scanner.IsComplete)
        {
            var isContent = _scanner.Skippable > 0;
            var taken = _scanner.Step(data.Span[used..]);
            if (isContent) TakeContent(data.Span.Slice(used, taken));
            else TakeField(data.Span.Slice(used, taken));
            used += taken;
            while (_ahead.Count > MostAhead) await WriteNextAsync().ConfigureAwait(false);
        }

        return used;
    }

    /// <summary>Writes what is not written yet. To be called when no more bytes come; whether all have come is not looked at.</summary>
    public async ValueTask CompleteAsync()
    {
        EnqueueFields();
        while (_ahead.Count > 0) await WriteNextAsync().ConfigureAwait(false);
    }

    private void TakeField(ReadOnlySpan<byte> bytes)
    {
        _fields.AddRange(bytes);
        if (_scanner.Completed is not (BlockField.ChunkLength, var length)) return;

        // The lengths of the chunks as they come are of no use; what ends their list comes behind what is still to be compressed.
        _fields.RemoveRange(_fields.Count - _lengthSize, _lengthSize);
        if (length > 0) return;

        EnqueuePiece(isLast: true);
        _fields.AddRange(new byte[_lengthSize]);
        (_isFirst, _checksum) = (true, Adler32.Start);
    }

    private void TakeContent(ReadOnlySpan<byte> content)
    {
        while (!content.IsEmpty)
        {
            // Only now is it known that it is not the last one.
            if (_pieceLength == PieceSize) EnqueuePiece(isLast: false);

            var part = content[..Math.Min(content.Length, PieceSize - _pieceLength)];
            part.CopyTo(_piece.AsSpan(_pieceLength));
            _pieceLength += part.Length;
            content = content[part.Length..];
        }
    }

    private void EnqueuePiece(bool isLast)
    {
        EnqueueFields();
        var (piece, length, isFirst) = (_piece, _pieceLength, _isFirst);
        var checksum = _checksum = codec.NeedsChecksum ? Adler32.Append(_checksum, piece.AsSpan(0, length)) : _checksum;
        _ahead.Enqueue(Task.Run(() => Compress(piece, length, isFirst, isLast, checksum)));
        (_piece, _pieceLength, _isFirst) = (ArrayPool<byte>.Shared.Rent(PieceSize), 0, false);
    }

    private void EnqueueFields()
    {
        if (_fields.Count == 0) return;

        _ahead.Enqueue(Task.FromResult<ReadOnlyMemory<byte>>(_fields.ToArray()));
        _fields.Clear();
    }

    private async ValueTask WriteNextAsync() => await write(await _ahead.Dequeue().ConfigureAwait(false)).ConfigureAwait(false);

    /// <summary>Makes one chunk of a piece.</summary>
    private ReadOnlyMemory<byte> Compress(byte[] piece, int length, bool isFirst, bool isLast, uint checksum)
    {
        var output = new MemoryStream(_lengthSize + (length / 2));
        output.SetLength(_lengthSize);
        output.Position = _lengthSize;
        codec.Compress(piece.AsSpan(0, length), output, isFirst, isLast, checksum);
        ArrayPool<byte>.Shared.Return(piece);

        var size = (int)output.Length - _lengthSize;
        if (size == 0) return default;

        var chunk = output.GetBuffer().AsMemory(0, (int)output.Length);
        ArchiveInt.Encode(chunk.Span[.._lengthSize], size);
        return chunk;
    }
}
