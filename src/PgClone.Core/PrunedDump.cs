using PgClone.Storage;

namespace PgClone;

/// <summary>What a prune has decided about one dump.</summary>
/// <param name="Key">The dump.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="IsKept">Whether it stays. What does not was deleted, where the prune was to be applied.</param>
/// <param name="Reason">Why.</param>
public sealed record PrunedDump(DumpKey Key, long Bytes, bool IsKept, string Reason)
{
    /// <summary>Whether it never became a dump: its writer was killed.</summary>
    public bool IsUnfinished { get; init; }
}
