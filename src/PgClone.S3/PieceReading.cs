namespace PgClone.S3;

/// <summary>A reader's hold on a piece: as long as it lasts, the bytes stay.</summary>
internal readonly struct PieceReading(PieceCache cache, Piece piece, int start) : IDisposable
{
    /// <summary>The bytes from where the reader is to the piece's end.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        var (bytes, from, fetched) = (piece.Buffer, start, piece.Fetched);
        await fetched.WaitAsync(cancellationToken).ConfigureAwait(false);
        return bytes.AsMemory(from, piece.Length - from);
    }

    public void Passed(int count) => cache.Passed(piece, count);

    public void Dispose() => cache.Release(piece);
}
