namespace PgClone.Configuration;

/// <summary>What to do about an extension of a dump that the server does not have, or that the user who restores may not create.</summary>
public enum ExtensionPolicy
{
    /// <summary>Restore nothing.</summary>
    Refuse,

    /// <summary>Leave it out with what depends on it, and say so.</summary>
    LeaveOut,
}
