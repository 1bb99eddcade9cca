namespace PgClone.Archives;

/// <summary>What a TOC entry says of its data block's position.</summary>
internal enum OffsetFlag : byte
{
    /// <summary>There is a block; nobody wrote down where.</summary>
    Unknown = 1,

    /// <summary>The position follows.</summary>
    Known = 2,

    /// <summary>There is no block.</summary>
    NoData = 3,
}
