namespace Cake.PgClone;

/// <summary>What <c>PgCloneVerify</c> is asked for.</summary>
public sealed class PgCloneVerifySettings : PgCloneSettings
{
    /// <summary>A dump key, or a database's name for its latest dump.</summary>
    public string? Source { get; set; }

    /// <summary>The dump configuration that the latest dump is to be of.</summary>
    public string? DumpConfig { get; set; }
}
