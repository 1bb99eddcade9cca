using PgClone.Diagnostics;

namespace PgClone.Archives;

/// <summary>A chunk list's content, decompressed. It ends well only where the compressed data is complete.</summary>
internal sealed class DecodedStream : ForwardStream
{
    private readonly ChunkStream _chunks;
    private readonly ArchiveCompression _compression;
    private readonly IDisposable? _owned;
    private readonly Stream _decoder;
    private bool _ended;

    /// <summary>Opens the decompressor.</summary>
    /// <param name="chunks">The compressed data.</param>
    /// <param name="compression">How it is compressed.</param>
    /// <param name="owned">What is to be disposed together with the stream.</param>
    public DecodedStream(ChunkStream chunks, ArchiveCompression compression, IDisposable? owned = null)
    {
        (_chunks, _compression, _owned) = (chunks, compression, owned);
        _decoder = Decoder.Open(chunks, compression);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_ended || buffer.IsEmpty) return 0;

        var read = await DecodeAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (read > 0) return read;

        await ExpectEndAsync(cancellationToken).ConfigureAwait(false);
        _ended = true;
        return 0;
    }

    /// <summary>Reads the rest of the data block undecoded and compares its hash, where that is known and anything of it was read.</summary>
    /// <remarks>Whoever could not use what came out has to know first whether it was right. The stream can't be read afterwards.</remarks>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.ArchiveChanged"/>, or what reading throws.</exception>
    public ValueTask CheckRestOfBlockAsync(CancellationToken cancellationToken) => _chunks.Block.CheckRestAsync(cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _decoder.Dispose();
            _owned?.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<int> DecodeAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await _decoder.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (EndOfStreamException e)
        {
            throw Incomplete(e);
        }
        catch (Exception e) when (e is not (PgCloneException or OperationCanceledException or ObjectDisposedException or OutOfMemoryException))
        {
            // The decompressors throw whatever damaged input leads them to.
            throw _chunks.Block.Corrupt("The compressed data is damaged.", e);
        }
    }

    private async ValueTask ExpectEndAsync(CancellationToken cancellationToken)
    {
        // ZLibStream takes the end of its input for the end of its data. Where the data is complete, it does not ask for more input.
        var isCutShort = _compression switch
        {
            ArchiveCompression.None => false,
            ArchiveCompression.Zlib => _chunks.HasReportedEnd,
            _ => _chunks.Consumed == 0,
        };
        if (isCutShort) throw Incomplete();

        var unread = await _chunks.DrainAsync(cancellationToken).ConfigureAwait(false);
        if (unread > 0) throw _chunks.Block.Corrupt($"{unread} bytes follow the compressed data.");
    }

    private PgCloneException Incomplete(Exception? innerException = null) => _chunks.Block.Truncated("the compressed data", innerException);
}
