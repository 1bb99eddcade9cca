namespace PgClone.Archives;

/// <summary>A large object in an archive.</summary>
/// <param name="Oid">Its OID.</param>
/// <param name="Content">Its bytes, decompressed; to be read before the next large object is asked for.</param>
internal sealed record LargeObjectContent(uint Oid, DecodedStream Content);
