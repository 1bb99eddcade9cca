namespace PgClone.Archives;

/// <summary>What stands between the contents of chunks.</summary>
internal enum BlockField
{
    /// <summary>A block begins.</summary>
    BlockType,

    /// <summary>The entry that the block belongs to. Where it is one of rows, a list of chunks begins.</summary>
    DumpId,

    /// <summary>A large object's OID, with which a list of chunks begins; 0 ends the block.</summary>
    LargeObject,

    /// <summary>How long the next chunk is; 0 ends the list.</summary>
    ChunkLength,
}
