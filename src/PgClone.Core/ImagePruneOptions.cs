namespace PgClone;

/// <summary>
/// Which images in a store a prune keeps. The rules count for each series by itself: the images of one database, platform and PostgreSQL version. An image stays if any rule
/// keeps it, and where no rule is given; without its dump it is of no use, and goes.
/// </summary>
public sealed record ImagePruneOptions
{
    /// <summary>Only the images of dumps of this database.</summary>
    public string? Database { get; init; }

    /// <summary>Where the images lie, and their dumps; null: as the settings say.</summary>
    public string? Storage { get; init; }

    /// <summary>Keeps so many of the images that were made last.</summary>
    public int? KeepLast { get; init; }

    /// <summary>Keeps every image that is not older.</summary>
    public TimeSpan? OlderThan { get; init; }

    /// <summary>True deletes. False only says what would be deleted.</summary>
    public bool Apply { get; init; }

    /// <summary>The name alone: what has a connection string or a storage address among its members never prints them.</summary>
    public override string ToString() => nameof(ImagePruneOptions);
}
