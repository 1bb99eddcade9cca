using PgClone.Diagnostics;

namespace PgClone.Archives;

/// <summary>
/// Finds the data blocks in the bytes behind the table of contents, which may come in pieces of any size. Only block and chunk headers
/// are looked at; nothing is decompressed.
/// </summary>
/// <param name="archive">What the table of contents says.</param>
internal sealed class BlockScanner(Archive archive)
{
    private readonly HashSet<int> _missing = [.. archive.Entries.Where(e => e.HasData).Select(e => e.DumpId)];
    private readonly Dictionary<int, BlockLocation> _blocks = [];
    private readonly byte[] _field = new byte[ArchiveInt.MaxSize];
    private int _fieldLength;
    private BlockField _state = BlockField.BlockType;
    private BlockType _blockType;

    /// <summary>The absolute position of the byte that comes next.</summary>
    public long Position { get; private set; } = archive.DataStart;

    /// <summary>The dump id of the block that it is in, or that ended last.</summary>
    public int DumpId { get; private set; }

    /// <summary>Where that block begins.</summary>
    public long BlockStart { get; private set; }

    /// <summary>How many of the next bytes are a chunk's content: they need not be shown to the scanner.</summary>
    public long Skippable { get; private set; }

    /// <summary>The field that the last step came to the end of, and its value; null where it did not.</summary>
    public (BlockField Field, int Value)? Completed { get; private set; }

    /// <summary>Whether the block of every entry was seen to its end. What follows then is not looked at.</summary>
    public bool IsComplete => _state == BlockField.BlockType && _missing.Count == 0;

    /// <summary>The blocks that were seen to their end, by dump id; the lengths are exact.</summary>
    public IReadOnlyDictionary<int, BlockLocation> Blocks => _blocks;

    /// <summary>Takes the next bytes. Returns how many of them belong to data blocks: all, until the scan is complete.</summary>
    /// <param name="data">The bytes at <see cref="Position"/>.</param>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.ArchiveCorrupt"/>.</exception>
    public int Scan(ReadOnlySpan<byte> data)
    {
        var used = 0;
        while (used < data.Length && !IsComplete) used += Step(data[used..]);

        return used;
    }

    /// <summary>Takes bytes of one chunk's content, where it is in one, or else of one field. To be called with at least one byte, and not after the scan is complete.</summary>
    /// <param name="data">The bytes at <see cref="Position"/>.</param>
    /// <returns>How many it took.</returns>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.ArchiveCorrupt"/>.</exception>
    public int Step(ReadOnlySpan<byte> data)
    {
        Completed = null;
        return Skippable > 0 ? Skip(Math.Min(Skippable, data.Length)) : TakeField(data);
    }

    /// <summary>Passes over bytes of a chunk's content, at most <see cref="Skippable"/>.</summary>
    public int Skip(long count)
    {
        Position += count;
        Skippable -= count;
        return (int)count;
    }

    /// <summary>To be called when no more bytes come.</summary>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.ArchiveTruncated"/>.</exception>
    public void ExpectComplete()
    {
        if (IsComplete) return;

        var inside = _state == BlockField.BlockType && _fieldLength == 0 ? $"the data: {_missing.Count} data blocks are missing" : $"the data of entry {DumpId}";
        throw ArchiveFailure.Truncated(archive.Name, Position, inside);
    }

    private int TakeField(ReadOnlySpan<byte> data)
    {
        var size = _state == BlockField.BlockType ? 1 : 1 + archive.Header.IntSize;
        var taken = Math.Min(size - _fieldLength, data.Length);
        data[..taken].CopyTo(_field.AsSpan(_fieldLength));
        _fieldLength += taken;
        Position += taken;
        if (_fieldLength < size) return taken;

        _fieldLength = 0;
        var value = size == 1 ? _field[0] : ArchiveInt.Decode(_field.AsSpan(0, size));
        Completed = (_state, value);
        _state = Next(value);
        return taken;
    }

    private BlockField Next(int value) => _state switch
    {
        BlockField.BlockType => BeginBlock((BlockType)value),
        BlockField.DumpId => BeginContent(value),
        BlockField.LargeObject => value == 0 ? EndBlock() : BlockField.ChunkLength,
        _ => BeginChunk(value),
    };

    private BlockField BeginBlock(BlockType type)
    {
        if (!Enum.IsDefined(type)) throw Corrupt($"There is no block type {(int)type}.");

        (_blockType, BlockStart) = (type, Position - 1);
        return BlockField.DumpId;
    }

    private BlockField BeginContent(int dumpId)
    {
        if (!_missing.Contains(dumpId)) throw Corrupt($"A data block belongs to {dumpId}, which is not an entry that still needs one.");

        DumpId = dumpId;
        return _blockType == BlockType.LargeObjects ? BlockField.LargeObject : BlockField.ChunkLength;
    }

    private BlockField BeginChunk(int length)
    {
        if (length < 0) throw Corrupt($"A chunk's length is {length}.");
        if (length == 0) return _blockType == BlockType.LargeObjects ? BlockField.LargeObject : EndBlock();

        Skippable = length;
        return BlockField.ChunkLength;
    }

    private BlockField EndBlock()
    {
        _missing.Remove(DumpId);
        _blocks.Add(DumpId, new BlockLocation(BlockStart, Position - BlockStart));
        return BlockField.BlockType;
    }

    private PgCloneException Corrupt(string why) => ArchiveFailure.Corrupt(archive.Name, Position, why);
}
