namespace Cake.PgClone;

/// <summary>What <c>PgCloneDump</c> is asked for.</summary>
public sealed class PgCloneDumpSettings : PgCloneStoreSettings
{
    /// <summary>The database to dump.</summary>
    public string? Database { get; set; }

    /// <summary>The server, as an Npgsql connection string. Default: the configured one, else the embedded local server.</summary>
    public string? Connection { get; set; }

    /// <summary>The named dump configuration; default <c>default</c>.</summary>
    public string? Config { get; set; }

    /// <summary>Schemas to dump; all others are left out with what is in them. Empty means: as configured.</summary>
    public IList<string> IncludeSchemas { get; } = [];

    /// <summary>Schemas to leave out with what is in them and what depends on it. Empty means: as configured.</summary>
    public IList<string> ExcludeSchemas { get; } = [];

    /// <summary>Tables to dump: <c>schema.table</c>; all others are left out with what depends on them. Empty means: as configured.</summary>
    public IList<string> IncludeTables { get; } = [];

    /// <summary>Tables to leave out with what depends on them. Empty means: as configured.</summary>
    public IList<string> ExcludeTables { get; } = [];

    /// <summary>Tables whose rows are dumped; all others are dumped without rows. Empty means: as configured.</summary>
    public IList<string> IncludeData { get; } = [];

    /// <summary>Tables whose rows are left out: <c>schema.table</c>, with <c>*</c> and <c>?</c>. Empty means: as configured.</summary>
    public IList<string> Exclude { get; } = [];

    /// <summary>True leaves out large objects. Default false.</summary>
    public bool? NoLargeObjects { get; set; }

    /// <summary>How the dump is compressed, such as <c>zstd:3</c>. Default <c>auto</c>.</summary>
    public string? Compress { get; set; }

    /// <summary>A snapshot that <c>pg_export_snapshot()</c> gave, whose transaction is still open: what it sees is dumped.</summary>
    public string? Snapshot { get; set; }

    /// <summary>More arguments for pg_dump, each with its value in one: <c>--lock-wait-timeout=5s</c>. Empty means: as configured.</summary>
    public IList<string> DumpArguments { get; } = [];

    /// <summary>Hooks to run on the live database first. Names of defined hooks replace the configured ones; C# hooks run after those.</summary>
    public IList<PgCloneHook> PreDumpHooks { get; } = [];

    /// <summary>True runs no hook, whichever are chosen or given. Default false.</summary>
    public bool? NoHooks { get; set; }

    /// <summary>Adds a hook that <c>pgclone.json</c> defines.</summary>
    /// <param name="name">Its name there.</param>
    /// <returns>These settings.</returns>
    public PgCloneDumpSettings PreDumpHook(string name)
    {
        PreDumpHooks.Add(new PgCloneHook(name));
        return this;
    }

    /// <summary>Adds a hook in C#.</summary>
    /// <param name="name">The name that messages use.</param>
    /// <param name="hook">Takes the connection string of the live database. An exception stops the dump.</param>
    /// <returns>These settings.</returns>
    public PgCloneDumpSettings PreDumpHook(string name, Action<string> hook)
    {
        PreDumpHooks.Add(new PgCloneHook(name, hook));
        return this;
    }

    /// <inheritdoc cref="PreDumpHook(string, Action{string})"/>
    public PgCloneDumpSettings PreDumpHook(string name, Func<string, Task> hook)
    {
        PreDumpHooks.Add(new PgCloneHook(name, hook));
        return this;
    }
}
