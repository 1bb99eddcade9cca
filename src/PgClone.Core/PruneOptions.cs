namespace PgClone;

/// <summary>
/// Which dumps a prune keeps. The rules count for each series by itself: the dumps of one database and dump configuration. A dump stays if any rule
/// keeps it; at least one rule has to be given. Days, weeks (from Monday) and months are those of UTC; one without a dump does not count.
/// </summary>
public sealed record PruneOptions
{
    /// <summary>Only the dumps of this database.</summary>
    public string? Database { get; init; }

    /// <summary>Only the dumps of this dump configuration.</summary>
    public string? DumpConfig { get; init; }

    /// <summary>Where the dumps lie; null: as the settings say.</summary>
    public string? Storage { get; init; }

    /// <summary>Keeps so many of the newest dumps.</summary>
    public int? KeepLast { get; init; }

    /// <summary>Keeps the newest dump of each day, for so many days.</summary>
    public int? KeepDaily { get; init; }

    /// <summary>Keeps the newest dump of each week, for so many weeks.</summary>
    public int? KeepWeekly { get; init; }

    /// <summary>Keeps the newest dump of each month, for so many months.</summary>
    public int? KeepMonthly { get; init; }

    /// <summary>Keeps every dump that is not older.</summary>
    public TimeSpan? OlderThan { get; init; }

    /// <summary>True deletes. False only says what would be deleted.</summary>
    public bool Apply { get; init; }

    /// <summary>The name alone: what has a connection string or a storage address among its members never prints them.</summary>
    public override string ToString() => nameof(PruneOptions);
}
