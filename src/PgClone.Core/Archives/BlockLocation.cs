namespace PgClone.Archives;

/// <summary>Where a data block lies.</summary>
/// <param name="Offset">The position of its first byte.</param>
/// <param name="Length">Its bytes, compressed and with the block's own framing. Of the archive's last block it may be an upper bound.</param>
internal readonly record struct BlockLocation(long Offset, long Length);
