namespace Cake.PgClone;

/// <summary>What <c>PgCloneRestore</c> is asked for.</summary>
public sealed class PgCloneRestoreSettings : PgCloneStoreSettings
{
    /// <summary>A dump key, or a database's name for its latest dump. Default: the latest dump of <see cref="Database"/>.</summary>
    public string? Source { get; set; }

    /// <summary>Which dump configuration the latest dump is taken from. Default: <c>default</c>, or where it has no dump, any.</summary>
    public string? DumpConfig { get; set; }

    /// <summary>The database to restore into. Default: the configured one, else the one that was dumped.</summary>
    public string? Database { get; set; }

    /// <summary>The server, as an Npgsql connection string. Default: the configured one, else the embedded local server.</summary>
    public string? Connection { get; set; }

    /// <summary>The named restore configuration; default <c>default</c>.</summary>
    public string? Config { get; set; }

    /// <summary>Schemas to restore; all others are left out with what is in them. Empty means: as configured.</summary>
    public IList<string> IncludeSchemas { get; } = [];

    /// <summary>Schemas to leave out with what is in them. Empty means: as configured.</summary>
    public IList<string> ExcludeSchemas { get; } = [];

    /// <summary>Tables to restore: <c>schema.table</c>; all others are left out with what depends on them. Empty means: as configured.</summary>
    public IList<string> IncludeTables { get; } = [];

    /// <summary>Tables to leave out with what depends on them. Empty means: as configured.</summary>
    public IList<string> ExcludeTables { get; } = [];

    /// <summary>Extensions to leave out with what depends on them. Empty means: as configured.</summary>
    public IList<string> ExcludeExtensions { get; } = [];

    /// <summary>Tables whose rows are restored; all others stay empty. Empty means: as configured.</summary>
    public IList<string> IncludeData { get; } = [];

    /// <summary>Tables whose rows are not restored: <c>schema.table</c>, with <c>*</c> and <c>?</c>. Empty means: as configured.</summary>
    public IList<string> Exclude { get; } = [];

    /// <summary>
    /// Sections to leave out: <c>data</c> (rows, large objects, sequence positions) or <c>post-data</c> (indexes, constraints, triggers).
    /// Empty means: as configured.
    /// </summary>
    public IList<string> SkipSections { get; } = [];

    /// <summary>
    /// Other names for roles of the dump, wherever ownership, privileges, policies and user mappings are restored. Empty means: as configured.
    /// </summary>
    public IDictionary<string, string> RoleMap { get; } = new Dictionary<string, string>();

    /// <summary>Other names for tablespaces of the dump; an empty one means the database's own. Empty means: as configured.</summary>
    public IDictionary<string, string> TablespaceMap { get; } = new Dictionary<string, string>();

    /// <summary>
    /// Hooks to run on the temporary database before the swap. Names of defined hooks replace the configured ones (by default <c>migrate</c>,
    /// where it is defined); C# hooks run after those.
    /// </summary>
    public IList<PgCloneHook> PreSwapHooks { get; } = [];

    /// <summary>Names of defined hooks to run on the restored database first, before anything is kept, copied or handed on. Empty means: as configured.</summary>
    public IList<string> MaskHooks { get; } = [];

    /// <summary>True runs no pre-swap hook, whichever are chosen or given; mask hooks run all the same. Default false.</summary>
    public bool? NoHooks { get; set; }

    /// <summary>Connections used at once.</summary>
    public int? Jobs { get; set; }

    /// <summary>What restores: <c>native</c> (the default), or <c>pg_restore</c>, which has to be installed: for archives that are too new for PgClone.</summary>
    public string? Engine { get; set; }

    /// <summary>What to do about extensions that the server does not have or the user may not create: <c>refuse</c> (the default), or <c>leave-out</c>, which restores without them.</summary>
    public string? MissingExtensions { get; set; }

    /// <summary>What to do about an entry that fails: <c>stop</c> (the default), or <c>continue</c>, which restores the rest and names what failed.</summary>
    public string? OnError { get; set; }

    /// <summary>How long to wait for another restore into the same target to end: <c>30s</c>, <c>10m</c>, <c>1h</c>. Default: not at all.</summary>
    public string? Wait { get; set; }

    /// <summary>False restores ownership, which needs the roles to exist. Default true.</summary>
    public bool? NoOwner { get; set; }

    /// <summary>False restores privileges, which needs the roles to exist. Default true.</summary>
    public bool? NoAcl { get; set; }

    /// <summary>True leaves out comments. Default false.</summary>
    public bool? NoComments { get; set; }

    /// <summary>True leaves out publications. Default false.</summary>
    public bool? NoPublications { get; set; }

    /// <summary>False restores subscriptions, switched off; PostgreSQL refuses to drop a database that has one. Default true.</summary>
    public bool? NoSubscriptions { get; set; }

    /// <summary>True leaves out security labels, whose provider the server has to have loaded. Default false.</summary>
    public bool? NoSecurityLabels { get; set; }

    /// <summary>
    /// Whether restored databases are kept on the server as templates, to be copied the next time: <c>auto</c>, <c>on</c> or <c>off</c>. Default: <c>auto</c>.
    /// </summary>
    public string? Templates { get; set; }

    /// <summary>True restores anew, whichever templates there are, and makes them anew.</summary>
    public bool? Cold { get; set; }

    /// <summary>How old a template may be that is copied: <c>30m</c>, <c>24h</c>. Default: any age.</summary>
    public string? MaxAge { get; set; }

    /// <summary>True puts the database on a server of its own whose data comes out of an image, where the embedded server is meant. Default false.</summary>
    public bool? Images { get; set; }

    /// <summary>True puts images that are on this machine beside the dump into its store, for other machines to take; it turns <see cref="Images"/> on. Default false.</summary>
    public bool? PushImages { get; set; }

    /// <summary>True restores the latest dump, whichever <c>pgclone.lock</c> names.</summary>
    public bool? Latest { get; set; }

    /// <summary>True restores into the server that the dump came from, too.</summary>
    public bool? AllowOrigin { get; set; }

    /// <summary>True keeps what the target was before as <c>:previous</c>, and what was restored, before the pre-swap hooks, as <c>:current</c>. Default false.</summary>
    public bool? Reversible { get; set; }

    /// <summary>True ends the sessions on the database that is restored from, where it is one on the server. Default false.</summary>
    public bool? EndSessions { get; set; }

    /// <summary>True keeps the restored database for a day where a pre-swap hook fails; the error names it. Default false.</summary>
    public bool? KeepFailed { get; set; }

    /// <summary>True restores nothing where the target holds that dump already, with the same choices and hooks, as this machine restored it. Default false.</summary>
    public bool? IfChanged { get; set; }

    /// <summary>Adds a hook that <c>pgclone.json</c> defines.</summary>
    /// <param name="name">Its name there.</param>
    /// <returns>These settings.</returns>
    public PgCloneRestoreSettings PreSwapHook(string name)
    {
        PreSwapHooks.Add(new PgCloneHook(name));
        return this;
    }

    /// <summary>Adds a hook in C#.</summary>
    /// <param name="name">The name that messages use.</param>
    /// <param name="hook">Takes the connection string of the temporary database. An exception stops the restore and leaves the target as it is.</param>
    /// <returns>These settings.</returns>
    public PgCloneRestoreSettings PreSwapHook(string name, Action<string> hook)
    {
        PreSwapHooks.Add(new PgCloneHook(name, hook));
        return this;
    }

    /// <inheritdoc cref="PreSwapHook(string, Action{string})"/>
    public PgCloneRestoreSettings PreSwapHook(string name, Func<string, Task> hook)
    {
        PreSwapHooks.Add(new PgCloneHook(name, hook));
        return this;
    }
}
