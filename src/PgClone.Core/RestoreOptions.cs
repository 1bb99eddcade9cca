using PgClone.Hooks;

namespace PgClone;

/// <summary>What a restore is asked for explicitly. Null means: as the named configuration or the settings say.</summary>
public sealed record RestoreOptions
{
    /// <summary>A dump key, or a database's name for its latest dump. Null means the latest dump of <see cref="Database"/>.</summary>
    public string? Source { get; init; }

    /// <summary>The dump configuration that the latest dump is to be of. Null means <c>default</c>, or where it has no dump, any.</summary>
    public string? DumpConfig { get; init; }

    /// <summary>The database to restore into; default: the settings' database, else the one that was dumped.</summary>
    public string? Database { get; init; }

    /// <summary>The server, as an Npgsql connection string.</summary>
    public string? Connection { get; init; }

    /// <summary>Where the dump lies.</summary>
    public string? Storage { get; init; }

    /// <summary>The named configuration; default <c>default</c>.</summary>
    public string? Config { get; init; }

    /// <summary>Schemas to restore; all others are left out with what is in them.</summary>
    public IReadOnlyList<string>? IncludeSchemas { get; init; }

    /// <summary>Schemas to leave out with what is in them.</summary>
    public IReadOnlyList<string>? ExcludeSchemas { get; init; }

    /// <summary>Tables to restore: <c>schema.table</c>; all others are left out with what depends on them.</summary>
    public IReadOnlyList<string>? IncludeTables { get; init; }

    /// <summary>Tables to leave out with what depends on them.</summary>
    public IReadOnlyList<string>? ExcludeTables { get; init; }

    /// <summary>Tables whose rows are restored; all others stay empty.</summary>
    public IReadOnlyList<string>? IncludeData { get; init; }

    /// <summary>Tables whose rows are not restored: <c>schema.table</c>, with <c>*</c> and <c>?</c>.</summary>
    public IReadOnlyList<string>? Exclude { get; init; }

    /// <summary>Sections to leave out: <c>data</c> (rows, large objects, sequence positions) or <c>post-data</c> (indexes, constraints, triggers).</summary>
    public IReadOnlyList<string>? SkipSections { get; init; }

    /// <summary>Other names for roles of the dump, wherever ownership, privileges, policies and user mappings are restored.</summary>
    public IReadOnlyDictionary<string, string>? RoleMap { get; init; }

    /// <summary>Other names for tablespaces of the dump; empty means the database's own.</summary>
    public IReadOnlyDictionary<string, string>? TablespaceMap { get; init; }

    /// <summary>Names of defined hooks to run on the temporary database before the swap. Null means <c>migrate</c>, where it is defined.</summary>
    public IReadOnlyList<string>? PreSwapHooks { get; init; }

    /// <summary>Hooks given as objects; they run after the named ones.</summary>
    public IReadOnlyList<IHook> Hooks { get; init; } = [];

    /// <summary>Connections used at once.</summary>
    public int? Jobs { get; init; }

    /// <summary>What restores: <c>native</c> (the default), or <c>pg_restore</c>, which has to be installed: for archives that are too new for PgClone.</summary>
    public string? Engine { get; init; }

    /// <summary>What to do about an entry that fails: <c>stop</c> (the default), or <c>continue</c>, which restores the rest and names what failed.</summary>
    public string? OnError { get; init; }

    /// <summary>How long to wait for another restore into the same target to end: <c>30s</c>, <c>10m</c>, <c>1h</c>. Default: not at all.</summary>
    public string? Wait { get; init; }

    /// <summary>False restores ownership, which needs the roles to exist. Default true.</summary>
    public bool? NoOwner { get; init; }

    /// <summary>False restores privileges, which needs the roles to exist. Default true.</summary>
    public bool? NoAcl { get; init; }

    /// <summary>True leaves out comments. Default false.</summary>
    public bool? NoComments { get; init; }

    /// <summary>True leaves out publications. Default false.</summary>
    public bool? NoPublications { get; init; }

    /// <summary>False restores subscriptions, switched off; PostgreSQL refuses to drop a database that has one. Default true.</summary>
    public bool? NoSubscriptions { get; init; }

    /// <summary>True leaves out security labels, whose provider the server has to have loaded. Default false.</summary>
    public bool? NoSecurityLabels { get; init; }

    /// <summary>The name alone: what has a connection string or a storage address among its members never prints them.</summary>
    public override string ToString() => nameof(RestoreOptions);
}
