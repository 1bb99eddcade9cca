namespace Cake.PgClone;

/// <summary>What <c>PgCloneVerify</c> is asked for.</summary>
public sealed class PgCloneVerifySettings : PgCloneStoreSettings
{
    /// <summary>A dump key, or a database's name for its latest dump.</summary>
    public string? Source { get; set; }

    /// <summary>Which dump configuration the latest dump is taken from.</summary>
    public string? DumpConfig { get; set; }
}
