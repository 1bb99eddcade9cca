using Microsoft.Build.Framework;

namespace PgClone.MSBuild;

/// <summary>Copies a database on its server, under another name.</summary>
public sealed class CopyPgClone : PgCloneTask
{
    /// <summary>The copy's name; the colon that restores need before it is optional.</summary>
    [Required]
    public string Name { get; set; } = "";

    /// <summary>True replaces a copy of that name; what PgClone did not make is never replaced.</summary>
    public bool Replace { get; set; }

    /// <summary>True ends the sessions on the database that is copied.</summary>
    public bool EndSessions { get; set; }

    /// <summary>True copies nothing, and only says what it would cost.</summary>
    public bool DryRun { get; set; }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(PgCloner cloner, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cloner);
        var result = await cloner.CopyAsync(ToOptions(), cancellationToken).ConfigureAwait(false);
        ShowResult($"{result.Database} -> :{result.Name}: {result.Bytes} bytes {(result.IsMade ? "copied" : "would be copied")} by {result.Strategy}, as {result.Reason}");
    }

    internal CopyOptions ToOptions() => new()
    {
        Name = Name,
        Database = Database,
        Connection = Connection,
        Replace = Replace,
        EndSessions = EndSessions,
        DryRun = DryRun,
    };
}
