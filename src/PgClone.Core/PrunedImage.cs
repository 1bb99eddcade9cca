namespace PgClone;

/// <summary>What a prune has decided about one image in a store, or about what is left of one.</summary>
/// <param name="File">Its manifest's file in the store; or a file that belongs to no image.</param>
/// <param name="DumpKey">The dump that is in it; null: that is not known.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="IsKept">Whether it stays. What does not was deleted, where the prune was to be applied.</param>
/// <param name="Reason">Why.</param>
public sealed record PrunedImage(string File, string? DumpKey, DateTimeOffset Created, long Bytes, bool IsKept, string Reason);
