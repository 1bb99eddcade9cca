using Microsoft.Build.Framework;

namespace PgClone.MSBuild;

/// <summary>Reads a whole dump and compares it with its manifest. Needs no server.</summary>
public sealed class VerifyPgClone : PgCloneTask
{
    /// <summary>A dump key, or a database's name for its latest dump. Default: the latest dump of the database.</summary>
    public string? Source { get; set; }

    /// <summary>Which dump configuration the latest dump is taken from.</summary>
    public string? DumpConfig { get; set; }

    /// <summary>The key of the dump that was read.</summary>
    [Output]
    public string VerifiedKey { get; private set; } = "";

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(PgCloner cloner, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cloner);
        var result = await cloner.VerifyAsync(Source ?? Database, StorageLocation, DumpConfig, cancellationToken).ConfigureAwait(false);

        VerifiedKey = result.Key.Value;
        Log.LogMessage(MessageImportance.High, "{0} is whole: {1} tables, {2} rows", result.Key, result.Tables, result.Rows);
        foreach (var gap in result.Unchecked) Log.LogMessage(MessageImportance.High, "not checked: {0}", gap);
    }
}
