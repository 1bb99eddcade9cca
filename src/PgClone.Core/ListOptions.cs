namespace PgClone;

/// <summary>What to list. Null means: as the settings say.</summary>
public sealed record ListOptions
{
    /// <summary>Only the dumps of this database.</summary>
    public string? Database { get; init; }

    /// <summary>Where to look.</summary>
    public string? Storage { get; init; }

    /// <summary>The name alone: what has a connection string or a storage address among its members never prints them.</summary>
    public override string ToString() => nameof(ListOptions);
}
