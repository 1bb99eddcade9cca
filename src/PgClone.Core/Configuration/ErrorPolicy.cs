namespace PgClone.Configuration;

/// <summary>What a restore does about an entry that fails.</summary>
public enum ErrorPolicy
{
    /// <summary>It ends, and leaves the target as it is.</summary>
    Stop,

    /// <summary>It restores the rest, and names what failed.</summary>
    Continue,
}
