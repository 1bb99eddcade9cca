using System.Buffers;
using System.Security.Cryptography;
using PgClone.Diagnostics;

namespace PgClone.Archives;

/// <summary>Reads one data block from front to back, in ranges that are worth a request to a remote store.</summary>
internal sealed class BlockReader(IArchiveSource source, Archive archive, BlockLocation location, TocEntry entry) : IDisposable
{
    private const int LargestRange = 1024 * 1024;

    private readonly long _end = Math.Min(location.Offset + location.Length, source.Length);
    private readonly int _intFieldSize = 1 + archive.Header.IntSize;
    private readonly IncrementalHash? _hash = location.Sha256 is null ? null : IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _buffer = [];
    private int _start;
    private int _count;
    private bool _isChecked;

    /// <summary>Where the next range begins: the archive's position that belongs to <see cref="_count"/>.</summary>
    private long _next = location.Offset;

    private int Buffered => _count - _start;

    private long Position => _next - Buffered;

    /// <summary>Reads the block's header.</summary>
    public async ValueTask BeginAsync(BlockType type, CancellationToken cancellationToken)
    {
        if (Buffered == 0) await FillAsync(cancellationToken).ConfigureAwait(false);
        var actualType = _buffer[_start++];
        if (actualType != (byte)type) throw Corrupt($"The block's type is {actualType}, not {(int)type}.");

        var dumpId = await ReadIntAsync(cancellationToken).ConfigureAwait(false);
        if (dumpId != entry.DumpId) throw Corrupt($"The block there is that of entry {dumpId}.");
    }

    /// <summary>Reads an integer.</summary>
    public ValueTask<int> ReadIntAsync(CancellationToken cancellationToken) =>
        Buffered >= _intFieldSize ? new ValueTask<int>(TakeInt()) : FillAndReadIntAsync(cancellationToken);

    /// <summary>Reads some bytes, at least one.</summary>
    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        Buffered > 0 ? new ValueTask<int>(Take(buffer)) : FillAndReadAsync(buffer, cancellationToken);

    /// <summary>Passes over bytes; those that are not in the buffer are read only where the block is checked.</summary>
    public async ValueTask SkipAsync(int count, CancellationToken cancellationToken)
    {
        while (true)
        {
            var buffered = Math.Min(count, Buffered);
            _start += buffered;
            count -= buffered;
            if (count == 0) return;
            if (_hash is null) break;

            await FillAsync(cancellationToken).ConfigureAwait(false);
        }

        _next += count;
    }

    /// <summary>Says that the block has come to its end, which has to be where the next one begins.</summary>
    public void ExpectEnd()
    {
        // Behind the last block there may be more: pg_dump 16 and later append a table of contents when a shell redirects their output.
        if (Position != _end && _end != source.Length) throw Corrupt("The block ends before the next one begins.");
        if (_hash is null) return;

        if (Position != _end) throw Changed("The block is shorter than it was.");
        ExpectHash(_hash);
    }

    /// <summary>Reads whatever is left of a block that was begun, as it is stored, and checks the whole. Nothing else can be read of it then.</summary>
    public async ValueTask CheckRestAsync(CancellationToken cancellationToken)
    {
        if (_hash is null || _isChecked || _next == location.Offset) return;

        while (_next < _end)
        {
            _start = _count;
            await FillAsync(cancellationToken).ConfigureAwait(false);
        }

        ExpectHash(_hash);
    }

    public PgCloneException Truncated(string inside, Exception? innerException = null) =>
        ArchiveFailure.Truncated(archive.Name, Position, $"{inside} of {Describe()}", innerException);

    public PgCloneException Corrupt(string why, Exception? innerException = null) =>
        ArchiveFailure.Corrupt(archive.Name, Position, $"{why} Read for {Describe()}.", innerException);

    public void Dispose()
    {
        _hash?.Dispose();
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _start, _count) = ([], 0, 0);
    }

    private async ValueTask<int> FillAndReadIntAsync(CancellationToken cancellationToken)
    {
        while (Buffered < _intFieldSize) await FillAsync(cancellationToken).ConfigureAwait(false);
        return TakeInt();
    }

    private async ValueTask<int> FillAndReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        await FillAsync(cancellationToken).ConfigureAwait(false);
        return Take(buffer);
    }

    private int TakeInt()
    {
        var value = ArchiveInt.Decode(_buffer.AsSpan(_start, _intFieldSize));
        _start += _intFieldSize;
        return value;
    }

    private int Take(Memory<byte> buffer)
    {
        var taken = Math.Min(buffer.Length, Buffered);
        _buffer.AsMemory(_start, taken).CopyTo(buffer);
        _start += taken;
        return taken;
    }

    /// <summary>Adds a range to what is buffered, at least one byte.</summary>
    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (_buffer.Length == 0) _buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(_end - _next, ArchiveInt.MaxSize, LargestRange));
        _buffer.AsSpan(_start, Buffered).CopyTo(_buffer);
        (_start, _count) = (0, Buffered);

        var wanted = (int)Math.Clamp(_end - _next, 0, _buffer.Length - _count);
        var read = wanted == 0 ? 0 : await source.ReadAsync(_next, _buffer.AsMemory(_count, wanted), cancellationToken).ConfigureAwait(false);
        if (read == 0) throw _end >= source.Length ? Truncated("the data block") : Corrupt("The block does not end before the next one begins.");

        _hash?.AppendData(_buffer.AsSpan(_count, read));
        _count += read;
        _next += read;
    }

    private void ExpectHash(IncrementalHash hash)
    {
        _isChecked = true;
        if (Convert.ToHexStringLower(hash.GetHashAndReset()) != location.Sha256) throw Changed("The block's SHA-256 is another one: bytes of it were changed.");
    }

    private PgCloneException Changed(string why) => ArchiveFailure.Changed($"{archive.Name}, bytes {location.Offset} to {_end}: {Describe()}", why);

    private string Describe() => $"{entry.Type} {entry.Tag} (dump id {entry.DumpId})";
}
