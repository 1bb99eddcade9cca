namespace PgClone.Archives;

/// <summary>The content of one list of chunks: a table's or a large object's bytes, still compressed.</summary>
/// <param name="block">The block that it lies in.</param>
/// <param name="isWholeBlock">Whether the list is all there is in the block.</param>
internal sealed class ChunkStream(BlockReader block, bool isWholeBlock) : ForwardStream
{
    private bool _begun = !isWholeBlock;
    private bool _ended;
    private int _left;

    /// <summary>How many bytes were read or passed over.</summary>
    public long Consumed { get; private set; }

    /// <summary>Whether a reader was told that there is no more.</summary>
    public bool HasReportedEnd { get; private set; }

    public BlockReader Block => block;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // A chunk may be a single row: fill the buffer across chunks, or every row costs a pass through the decompressor and the caller.
        var total = 0;
        while (total < buffer.Length && await MoveToContentAsync(cancellationToken).ConfigureAwait(false))
        {
            var wanted = Math.Min(buffer.Length - total, _left);
            var read = await block.ReadAsync(buffer.Slice(total, wanted), cancellationToken).ConfigureAwait(false);
            total += read;
            _left -= read;
        }

        HasReportedEnd |= total == 0 && buffer.Length > 0;
        Consumed += total;
        return total;
    }

    /// <summary>Passes over what was not read. Returns how many bytes that were.</summary>
    public async ValueTask<long> DrainAsync(CancellationToken cancellationToken)
    {
        var before = Consumed;
        while (await MoveToContentAsync(cancellationToken).ConfigureAwait(false))
        {
            await block.SkipAsync(_left, cancellationToken).ConfigureAwait(false);
            Consumed += _left;
            _left = 0;
        }

        return Consumed - before;
    }

    /// <summary>Goes to the next byte of content. False at the list's end.</summary>
    private async ValueTask<bool> MoveToContentAsync(CancellationToken cancellationToken)
    {
        if (!_begun)
        {
            await block.BeginAsync(BlockType.Data, cancellationToken).ConfigureAwait(false);
            _begun = true;
        }

        if (_left > 0) return true;
        if (_ended) return false;

        _left = await block.ReadIntAsync(cancellationToken).ConfigureAwait(false);
        if (_left < 0) throw block.Corrupt($"A chunk's length is {_left}.");
        if (_left > 0) return true;

        _ended = true;
        if (isWholeBlock) block.ExpectEnd();
        return false;
    }
}
