namespace PgClone.Archives;

/// <summary>A data block whose bytes an <see cref="ArchivePass"/> keeps at hand until they were read.</summary>
/// <param name="dumpId">The entry's dump id.</param>
/// <param name="start">Where the block begins.</param>
internal sealed class BlockHold(int dumpId, long start)
{
    private long _read;

    public int DumpId => dumpId;

    public long Start => start;

    /// <summary>How far it was read.</summary>
    public long Position => start + _read;

    public void MoveTo(long position) => _read = Math.Max(_read, position - start);
}
