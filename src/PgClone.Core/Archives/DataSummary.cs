namespace PgClone.Archives;

/// <summary>One data block of an archive.</summary>
/// <param name="Type">What it holds: <c>TABLE DATA</c> or <c>BLOBS</c>.</param>
/// <param name="Namespace">The table's schema; null or empty for large objects.</param>
/// <param name="Tag">The table's name, or which large objects.</param>
/// <param name="CompressedBytes">How many bytes of the archive it takes.</param>
public sealed record DataSummary(string Type, string? Namespace, string Tag, long CompressedBytes);
