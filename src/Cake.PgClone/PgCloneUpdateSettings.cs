namespace Cake.PgClone;

/// <summary>What <c>PgCloneUpdate</c> is asked for.</summary>
public sealed class PgCloneUpdateSettings : PgCloneStoreSettings
{
    /// <summary>A database, or a dump key. Default: all databases that <c>pgclone.lock</c> names, else the configured one.</summary>
    public string? Source { get; set; }

    /// <summary>Which dump configuration the latest dump is taken from.</summary>
    public string? DumpConfig { get; set; }
}
