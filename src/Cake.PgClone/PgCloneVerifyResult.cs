namespace Cake.PgClone;

/// <summary>A dump that was read from front to back and is whole.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Bytes">Its size in the store.</param>
/// <param name="Tables">How many tables' rows were read.</param>
/// <param name="Rows">How many rows they have.</param>
/// <param name="LargeObjects">How many large objects were read.</param>
/// <param name="Identity">The archive's identity as its manifest has it; null where there is none to compare with.</param>
/// <param name="Unchecked">What could not be checked, a sentence each.</param>
public sealed record PgCloneVerifyResult(string Key, long Bytes, long Tables, long Rows, long LargeObjects, string? Identity, IReadOnlyList<string> Unchecked);
