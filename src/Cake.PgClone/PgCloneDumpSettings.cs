namespace Cake.PgClone;

/// <summary>What <c>PgCloneDump</c> is asked for.</summary>
public sealed class PgCloneDumpSettings : PgCloneSettings
{
    /// <summary>The database to dump.</summary>
    public string? Database { get; set; }

    /// <summary>The server, as an Npgsql connection string. Default: the configured one, else the embedded local server.</summary>
    public string? Connection { get; set; }

    /// <summary>The named dump configuration; default <c>default</c>.</summary>
    public string? Config { get; set; }

    /// <summary>Tables whose rows are left out: <c>schema.table</c>, with <c>*</c> and <c>?</c>. Empty means: as configured.</summary>
    public IList<string> Exclude { get; } = [];

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
