namespace PgClone.S3;

/// <summary>The pieces of an archive that are at hand or on their way: a fixed number, save where more readers than that wait at once.</summary>
/// <param name="length">How many bytes the archive has.</param>
/// <param name="fetch">Fills a buffer from an offset on.</param>
/// <param name="pieceSize">How large a piece is.</param>
/// <param name="capacity">How many there are.</param>
/// <param name="ahead">How many are fetched ahead of one reader.</param>
internal sealed class PieceCache(
    long length, Func<long, Memory<byte>, CancellationToken, Task> fetch, int pieceSize = 4 * 1024 * 1024, int capacity = 16, int ahead = 3) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, Piece> _pieces = [];
    private readonly Stack<byte[]> _buffers = [];
    private readonly CancellationTokenSource _end = new();
    private long _reads;

    /// <summary>A piece is taken for left behind when none of so many reads was of it.</summary>
    private int LongAgo => 4 * capacity;

    /// <summary>Takes the piece that an offset lies in.</summary>
    public PieceReading Take(long offset)
    {
        var index = offset / pieceSize;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_end.IsCancellationRequested, this);
            _reads++;
            _pieces.TryGetValue(index, out var piece);
            var isReadOn = piece is { IsAsked: false } || _pieces.ContainsKey(index - 1);
            if (piece is null or { Fetched.IsFaulted: true } or { Fetched.IsCanceled: true }) piece = Add(index, piece);
            (piece.IsAsked, piece.LastUse) = (true, _reads);
            piece.Readers++;
            if (isReadOn) FetchAhead(index);
            return new PieceReading(this, piece, (int)(offset - (index * pieceSize)));
        }
    }

    public void Passed(Piece piece, int count)
    {
        lock (_lock) piece.Read += count;
    }

    public void Release(Piece piece)
    {
        lock (_lock) piece.Readers--;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        Task[] fetches;
        lock (_lock) fetches = [.. _pieces.Values.Select(piece => piece.Fetched)];
        await Task.WhenAll(fetches).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private void FetchAhead(long index)
    {
        for (var next = index + 1; next <= index + ahead && next * pieceSize < length; next++)
        {
            if (_pieces.ContainsKey(next)) continue;
            if (_pieces.Count >= capacity && !Evict(piece => piece.IsReadThrough || piece.LastUse < _reads - LongAgo)) return;
            Add(next, null);
        }
    }

    private Piece Add(long index, Piece? failed)
    {
        if (failed is not null) _pieces.Remove(index);
        else if (_pieces.Count >= capacity && !Evict(piece => piece.IsReadThrough)) Evict(_ => true);

        var size = (int)Math.Min(pieceSize, length - (index * pieceSize));
        var buffer = size == pieceSize && _buffers.TryPop(out var used) ? used : GC.AllocateUninitializedArray<byte>(size);
        var piece = new Piece(index, buffer, size) { LastUse = _reads, Fetched = Task.Run(() => fetch(index * pieceSize, buffer.AsMemory(0, size), _end.Token)) };
        _pieces[index] = piece;
        return piece;
    }

    /// <summary>Lets the piece go that was not asked for the longest, of those that nobody reads now.</summary>
    private bool Evict(Func<Piece, bool> condition)
    {
        var found = _pieces.Values.Where(piece => piece.IsIdle && condition(piece)).MinBy(piece => piece.LastUse);
        if (found is null) return false;

        _pieces.Remove(found.Index);
        if (found.Length == pieceSize) _buffers.Push(found.Buffer);
        return true;
    }
}
