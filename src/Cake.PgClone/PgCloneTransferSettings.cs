namespace Cake.PgClone;

/// <summary>What <c>PgClonePush</c> and <c>PgClonePull</c> are asked for.</summary>
public sealed class PgCloneTransferSettings : PgCloneStoreSettings
{
    /// <summary>A dump key, or a database's name for its latest dump.</summary>
    public string? Source { get; set; }

    /// <summary>Which dump configuration the latest dump is taken from.</summary>
    public string? DumpConfig { get; set; }

    /// <summary>The other store, where a dump is pushed to or pulled from: a folder, relative to <see cref="PgCloneSettings.WorkingDirectory"/>, or another kind of store by its URL.</summary>
    public string? Other { get; set; }
}
