namespace Cake.PgClone;

/// <summary>What every alias can be told that works with dumps.</summary>
public abstract class PgCloneStoreSettings : PgCloneSettings
{
    /// <summary>Where the dumps lie: a folder, relative to <see cref="PgCloneSettings.WorkingDirectory"/>, or another kind of store by its URL.</summary>
    public string? Storage { get; set; }
}
