namespace PgClone.Manifests;

/// <summary>One data block of an archive.</summary>
/// <param name="DumpId">The dump id of its entry.</param>
/// <param name="Type">The entry's type.</param>
/// <param name="Schema">The table's schema; null for what has none.</param>
/// <param name="Name">The table's name.</param>
/// <param name="Offset">Where it begins.</param>
/// <param name="Bytes">Its stored size.</param>
/// <param name="Rows">How many rows it holds; null where it holds INSERT statements or large objects.</param>
/// <param name="RowBytes">Their size as COPY text; null likewise.</param>
/// <param name="Sha256">The hash of its stored bytes, in hexadecimal digits.</param>
internal sealed record ManifestBlock(int DumpId, string Type, string? Schema, string Name, long Offset, long Bytes, long? Rows, long? RowBytes, string Sha256);
