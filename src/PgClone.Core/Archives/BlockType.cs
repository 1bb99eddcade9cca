namespace PgClone.Archives;

/// <summary>The first byte of a data block.</summary>
internal enum BlockType : byte
{
    /// <summary>One compressed stream.</summary>
    Data = 1,

    /// <summary>Large objects, a compressed stream for each.</summary>
    LargeObjects = 3,
}
