using PgClone.Archives;

namespace PgClone.S3;

/// <summary>
/// An archive in a bucket, fetched in pieces of one size that its readers share. Whoever reads on from one piece to the next has the following ones
/// fetched already, several at once, since one connection is slower than one COPY. Memory is bounded over all readers.
/// </summary>
/// <param name="name">The archive's name for messages.</param>
/// <param name="length">How many bytes it has.</param>
/// <param name="version">Its ETag.</param>
/// <param name="range">Fetches.</param>
internal sealed class S3ArchiveSource(string name, long length, string version, S3Range range) : IArchiveSource
{
    private readonly PieceCache _pieces = new(length, range.ReadAsync);

    public string Name => name;

    public long Length => length;

    public string Version => version;

    public async ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var wanted = (int)Math.Clamp(length - offset, 0, buffer.Length);
        var total = 0;
        while (total < wanted)
        {
            using var piece = _pieces.Take(offset + total);
            var content = await piece.ReadAsync(cancellationToken).ConfigureAwait(false);
            var count = Math.Min(content.Length, wanted - total);
            content[..count].CopyTo(buffer[total..]);
            piece.Passed(count);
            total += count;
        }

        return total;
    }

    public ValueTask DisposeAsync() => _pieces.DisposeAsync();
}
