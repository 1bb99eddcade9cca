namespace PgClone.Databases;

/// <summary>What became of the database that had the target's name before a swap.</summary>
public enum PreviousDatabase
{
    /// <summary>There was none.</summary>
    None,

    /// <summary>It was dropped.</summary>
    Dropped,

    /// <summary>It still stands, under another name.</summary>
    Kept,

    /// <summary>It was kept, as a reversible restore does: <c>:previous</c> brings it back.</summary>
    KeptAsPrevious,
}
