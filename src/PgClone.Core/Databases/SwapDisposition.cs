namespace PgClone.Databases;

/// <summary>What a swap does in its transaction beside putting one database in another's place.</summary>
internal sealed record SwapDisposition
{
    /// <summary>The replaced database goes, and with it what was kept for <c>:previous</c> and <c>:current</c>.</summary>
    public static SwapDisposition Drop { get; } = new();

    /// <summary>Whether the replaced database is kept as <c>:previous</c>, in place of one that was kept before.</summary>
    public bool KeepsReplaced { get; init; }

    /// <summary>The copy that becomes <c>:current</c>, in place of one that was before.</summary>
    public TemporaryDatabase? Current { get; init; }

    /// <summary>Whether what was kept before stays as it is.</summary>
    public bool LeavesKept { get; init; }

    /// <summary>
    /// What the new database says of itself: then it takes over nothing of the one that it replaces. Null: it has the comment, the settings and the privileges of
    /// that one.
    /// </summary>
    public DatabaseMarker? Marker { get; init; }
}
