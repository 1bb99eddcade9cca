using Microsoft.Build.Framework;
using PgClone.Configuration.Options;

namespace PgClone.MSBuild;

/// <summary>Dumps a database into the store.</summary>
public sealed class DumpPgClone : PgCloneTask
{
    /// <summary>Names of defined hooks to run on the live database first.</summary>
    public string[]? PreDumpHooks { get; set; }

    /// <summary>True runs no hook, whichever are chosen.</summary>
    public string? NoHooks { get; set; }

    /// <summary>The key of the dump that was made.</summary>
    [Output]
    public string DumpedKey { get; private set; } = "";

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(PgCloner cloner, CancellationToken cancellationToken)
    {
        var result = await cloner.DumpAsync(ToOptions(), cancellationToken).ConfigureAwait(false);

        DumpedKey = result.Key.Value;
        ShowResult($"{result.Key.Database} -> {result.Key}: {result.Bytes} bytes");
    }

    internal DumpOptions ToOptions()
    {
        var options = new DumpOptions { Database = Database, Connection = Connection, Storage = StorageLocation, Config = Config };
        return (DumpOptions)DumpOptionList.All.Take(options, ValueOf, PropertyPrefix);
    }
}
