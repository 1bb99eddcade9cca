namespace PgClone.Archives;

/// <summary>Where a data block lies.</summary>
/// <param name="Offset">The position of its first byte.</param>
/// <param name="Length">Its bytes, compressed and with the block's own framing. Of the archive's last block it may be an upper bound.</param>
internal readonly record struct BlockLocation(long Offset, long Length)
{
    /// <summary>The hash of these bytes in hexadecimal digits, which they are checked against as they are read; null where nobody knows it.</summary>
    public string? Sha256 { get; init; }

    /// <summary>How many rows it holds; null where nobody knows.</summary>
    public long? Rows { get; init; }

    /// <summary>Whether nobody knows yet where it lies; its length is then an average.</summary>
    public bool IsAssumed { get; init; }
}
