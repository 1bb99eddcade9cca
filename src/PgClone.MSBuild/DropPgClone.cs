using Microsoft.Build.Framework;

namespace PgClone.MSBuild;

/// <summary>Drops a copy that PgClone made, and nothing else.</summary>
public sealed class DropPgClone : PgCloneTask
{
    /// <summary>The copy's name; the colon that restores need before it is optional.</summary>
    [Required]
    public string Name { get; set; } = "";

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(PgCloner cloner, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cloner);
        await cloner.DropCopyAsync(Name, Connection, Database, cancellationToken).ConfigureAwait(false);
        ShowResult($"dropped the copy {Name}");
    }
}
