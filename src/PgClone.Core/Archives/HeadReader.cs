using System.Text;
using PgClone.Diagnostics;

namespace PgClone.Archives;

/// <summary>
/// Reads the primitives of header and table of contents. Bytes come in from a file or a pipe as they are needed, and are kept.
/// </summary>
/// <param name="name">The archive's name for messages.</param>
/// <param name="read">Reads on from an offset into a buffer; only 0 means the end.</param>
internal sealed class HeadReader(string name, Func<long, Memory<byte>, CancellationToken, ValueTask<int>> read)
{
    private const int FirstRead = 256 * 1024;
    private const int LongestHead = 1024 * 1024 * 1024;

    /// <summary>Far above any real text (statistics have a few MB), far below what would hurt.</summary>
    private const int LongestText = 256 * 1024 * 1024;

    private byte[] _bytes = GC.AllocateUninitializedArray<byte>(FirstRead);
    private int _count;

    /// <summary>The archive's name for messages.</summary>
    public string Name => name;

    /// <summary>Where the next primitive begins.</summary>
    public int Position { get; private set; }

    /// <summary>All that has come in, usually beyond <see cref="Position"/>.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, _count);

    /// <summary>How many bytes an integer has after its sign.</summary>
    public int IntSize { get; set; } = 4;

    /// <summary>How many bytes an offset has after its flag.</summary>
    public int OffsetSize { get; set; } = 8;

    /// <summary>The encoding of texts; until the archive names it, each byte is a character.</summary>
    public Encoding Encoding { get; set; } = Encoding.Latin1;

    /// <summary>Parses one thing; begins it anew with more bytes when those at hand do not suffice.</summary>
    /// <param name="parse">Reads from this reader.</param>
    /// <param name="what">What is parsed, for messages.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async ValueTask<T> ParseAsync<T>(Func<HeadReader, T> parse, string what, CancellationToken cancellationToken)
    {
        for (var start = Position; ; Position = start)
        {
            try
            {
                return parse(this);
            }
            catch (StarvedException)
            {
                // No cost to speak of: each time the buffer doubles.
            }

            if (!await GrowAsync(cancellationToken).ConfigureAwait(false)) throw ArchiveFailure.Truncated(name, _count, what);
        }
    }

    public byte ReadByte() => Take(1)[0];

    public int ReadInt() => ArchiveInt.Decode(Take(1 + IntSize));

    public ulong ReadOffset() => ArchiveInt.Magnitude(Take(OffsetSize));

    /// <summary>A text, or null, which is not the same as an empty one.</summary>
    public string? ReadText()
    {
        var length = ReadInt();
        if (length < 0) return null;
        if (length > LongestText) throw Corrupt($"A text of {length} bytes is not possible.");

        var bytes = Take(length);
        try
        {
            return Encoding.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw Corrupt($"A text is not valid {Encoding.WebName}.", e);
        }
    }

    /// <summary>A text that every entry has.</summary>
    public string ReadRequiredText() => ReadText() ?? throw Corrupt("A text that is always there is missing.");

    public PgCloneException Corrupt(string why, Exception? innerException = null) =>
        ArchiveFailure.Corrupt(name, Position, why, innerException);

    /// <summary>Reads until the buffer is full, doubling it first where it is. False at the end of the archive.</summary>
    public async ValueTask<bool> GrowAsync(CancellationToken cancellationToken)
    {
        if (_count == _bytes.Length)
        {
            if (_count >= LongestHead) throw Corrupt("The table of contents is longer than 1 GiB.");
            Array.Resize(ref _bytes, _count * 2);
        }

        var before = _count;
        while (_count < _bytes.Length)
        {
            var got = await read(_count, _bytes.AsMemory(_count), cancellationToken).ConfigureAwait(false);
            if (got == 0) break;
            _count += got;
        }

        return _count > before;
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > _count - Position) throw new StarvedException();

        var taken = _bytes.AsSpan(Position, length);
        Position += length;
        return taken;
    }

    /// <summary>The bytes at hand end before the primitive does; never leaves <see cref="ParseAsync{T}"/>.</summary>
    private sealed class StarvedException : Exception;
}
