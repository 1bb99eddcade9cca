namespace PgClone.Archives;

/// <summary>The bytes of an archive that an <see cref="ArchivePass"/> has at hand: a bounded number of pieces that follow each other. Not for concurrent use.</summary>
/// <param name="start">Where it begins.</param>
internal sealed class PassWindow(long start)
{
    public const int PieceSize = 1024 * 1024;

    private const int MostPieces = 32;

    private readonly Queue<byte[]> _pieces = [];
    private byte[]? _spare;

    public long Start { get; private set; } = start;

    public long End { get; private set; } = start;

    public bool IsFull => _pieces.Count == MostPieces;

    /// <summary>Where the first piece ends.</summary>
    public long FirstEnd => Math.Min(Start + PieceSize, End);

    /// <summary>A buffer for the next piece.</summary>
    public byte[] Rent()
    {
        var piece = _spare ?? GC.AllocateUninitializedArray<byte>(PieceSize);
        _spare = null;
        return piece;
    }

    /// <summary>Adds what comes next. Nothing can follow a piece that is not full.</summary>
    public void Add(byte[] piece, int count)
    {
        _pieces.Enqueue(piece);
        End += count;
    }

    /// <summary>Lets the first piece go.</summary>
    public void DropFirst()
    {
        Start = FirstEnd;
        _spare = _pieces.Dequeue();
    }

    /// <summary>Copies what there is from an offset on, which lies in the window.</summary>
    public int CopyTo(long offset, Span<byte> buffer)
    {
        var wanted = (int)Math.Min(buffer.Length, End - offset);
        var copied = 0;
        foreach (var piece in _pieces.Skip((int)((offset - Start) / PieceSize)))
        {
            if (copied == wanted) break;
            var from = (int)((offset + copied - Start) % PieceSize);
            var count = Math.Min(PieceSize - from, wanted - copied);
            piece.AsSpan(from, count).CopyTo(buffer[copied..]);
            copied += count;
        }

        return copied;
    }
}
