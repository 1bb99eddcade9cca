using Microsoft.Build.Framework;
using PgClone.Storage;

namespace PgClone.MSBuild;

/// <summary>Copies a dump between the configured store and another one; every byte is checked on the way.</summary>
public sealed class TransferPgClone : PgCloneTask
{
    /// <summary>A dump key, or a database's name for its latest dump. Default: the latest dump of the database.</summary>
    public string? Source { get; set; }

    /// <summary>Which dump configuration the latest dump is taken from.</summary>
    public string? DumpConfig { get; set; }

    /// <summary>The store that the dump lies in; default: the configured one.</summary>
    public string? From { get; set; }

    /// <summary>The store that it is to lie in, too; default: the configured one.</summary>
    public string? To { get; set; }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(PgCloner cloner, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(cloner);
        var result = await cloner.TransferAsync(ToOptions(), cancellationToken).ConfigureAwait(false);
        Log.LogMessage(MessageImportance.High, result.IsNew ? "{0} -> {1}" : "{0} lies in {1} already", result.Key, result.Location);
    }

    internal TransferOptions ToOptions() => new()
    {
        Source = Source ?? Database,
        DumpConfig = DumpConfig,
        From = Resolve(From),
        To = Resolve(To),
    };

    private string? Resolve(string? location) => location is null ? StorageLocation : DumpStores.Resolve(location, ProjectDirectory);
}
