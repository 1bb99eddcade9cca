using Microsoft.Build.Framework;

namespace PgClone.MSBuild;

/// <summary>Names the latest dumps in <c>pgclone.lock</c>, so that restores take them from now on.</summary>
public sealed class UpdatePgClone : PgCloneTask
{
    /// <summary>A dump key, or a database. Default: the database; and where none is set, all that the file names.</summary>
    public string? Source { get; set; }

    /// <summary>Which dump configuration the latest dump is taken from.</summary>
    public string? DumpConfig { get; set; }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(PgCloner cloner, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cloner);
        foreach (var dump in await cloner.UpdateAsync(Source ?? Database, StorageLocation, DumpConfig, cancellationToken).ConfigureAwait(false))
            Log.LogMessage(MessageImportance.High, "{0}: {1}", dump.Database, dump.Key);
    }
}
