using Microsoft.Build.Framework;
using PgClone.Configuration.Options;

namespace PgClone.MSBuild;

/// <summary>Dumps a database into the store.</summary>
public sealed class DumpPgClone : PgCloneTask
{
    /// <summary>Schemas to dump; all others are left out with what is in them.</summary>
    public string[]? IncludeSchemas { get; set; }

    /// <summary>Schemas to leave out with what is in them and what depends on it.</summary>
    public string[]? ExcludeSchemas { get; set; }

    /// <summary>Tables to dump; all others are left out with what depends on them.</summary>
    public string[]? IncludeTables { get; set; }

    /// <summary>Tables to leave out with what depends on them.</summary>
    public string[]? ExcludeTables { get; set; }

    /// <summary>Tables whose rows are dumped; all others are dumped without rows.</summary>
    public string[]? IncludeData { get; set; }

    /// <summary>True leaves out large objects.</summary>
    public string? NoLargeObjects { get; set; }

    /// <summary>How the dump is compressed, such as <c>zstd:3</c>; default <c>auto</c>.</summary>
    public string? Compress { get; set; }

    /// <summary>An exported snapshot: what it sees is dumped.</summary>
    public string? Snapshot { get; set; }

    /// <summary>More arguments for pg_dump, each with its value in one.</summary>
    public string[]? DumpArguments { get; set; }

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
