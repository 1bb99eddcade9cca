using PgClone.Storage;

namespace PgClone;

/// <summary>A dump that was read from front to back and is whole.</summary>
/// <param name="Key">The dump.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Tables">How many tables' rows were read.</param>
/// <param name="Rows">How many rows they have.</param>
/// <param name="LargeObjects">How many large objects were read.</param>
/// <param name="Identity">The archive's identity as its manifest has it: all hashes and counts of rows were compared. Null: there is no manifest to compare with.</param>
/// <param name="Unchecked">What could not be checked, a sentence each.</param>
public sealed record VerifyResult(DumpKey Key, long Bytes, long Tables, long Rows, long LargeObjects, string? Identity, IReadOnlyList<string> Unchecked);
