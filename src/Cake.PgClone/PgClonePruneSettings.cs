namespace Cake.PgClone;

/// <summary>Which dumps <c>PgClonePrune</c> keeps, of each database and dump configuration. A dump stays if any rule keeps it.</summary>
public sealed class PgClonePruneSettings : PgCloneStoreSettings
{
    /// <summary>Only the dumps of this database.</summary>
    public string? Database { get; set; }

    /// <summary>Only the dumps of this dump configuration.</summary>
    public string? DumpConfig { get; set; }

    /// <summary>Keeps so many of the newest dumps.</summary>
    public int? KeepLast { get; set; }

    /// <summary>Keeps the newest dump of each day, for so many days.</summary>
    public int? KeepDaily { get; set; }

    /// <summary>Keeps the newest dump of each week, for so many weeks.</summary>
    public int? KeepWeekly { get; set; }

    /// <summary>Keeps the newest dump of each month, for so many months.</summary>
    public int? KeepMonthly { get; set; }

    /// <summary>Keeps every dump that is not older.</summary>
    public TimeSpan? OlderThan { get; set; }

    /// <summary>True deletes. False only says what would be deleted.</summary>
    public bool Apply { get; set; }
}
