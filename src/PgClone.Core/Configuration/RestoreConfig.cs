namespace PgClone.Configuration;

/// <summary>A named restore configuration. What is null here falls back to the default.</summary>
public sealed record RestoreConfig
{
    /// <summary>The dump configuration that the latest dump is to be of. Null means <c>default</c>, or where it has no dump, any.</summary>
    public string? DumpConfig { get; init; }

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

    /// <summary>Tables whose rows are not restored, as <c>schema.table</c> with <c>*</c> and <c>?</c>; the tables themselves are.</summary>
    public IReadOnlyList<string>? Exclude { get; init; }

    /// <summary>Sections to leave out: <c>data</c> (rows, large objects, sequence positions) or <c>post-data</c> (indexes, constraints, triggers).</summary>
    public IReadOnlyList<string>? SkipSections { get; init; }

    /// <summary>Other names for roles of the dump, wherever ownership, privileges, policies and user mappings are restored.</summary>
    public IReadOnlyDictionary<string, string>? RoleMap { get; init; }

    /// <summary>Other names for tablespaces of the dump; empty means the database's own.</summary>
    public IReadOnlyDictionary<string, string>? TablespaceMap { get; init; }

    /// <summary>Hooks to run on the temporary database before the swap. Null means <c>migrate</c> where that hook is defined.</summary>
    public IReadOnlyList<string>? PreSwapHooks { get; init; }

    /// <summary>Connections used at once.</summary>
    public int? Jobs { get; init; }

    /// <summary>What restores: <c>native</c> (the default), or <c>pg_restore</c>, which has to be installed: for archives that are too new for PgClone.</summary>
    public string? Engine { get; init; }

    /// <summary>What to do about an entry that fails: <c>stop</c> (the default), or <c>continue</c>, which restores the rest and names what failed.</summary>
    public string? OnError { get; init; }

    /// <summary>How long to wait for another restore into the same target to end: <c>30s</c>, <c>10m</c>, <c>1h</c>. Default: not at all.</summary>
    public string? Wait { get; init; }

    /// <summary>True leaves out ownership (the default).</summary>
    public bool? NoOwner { get; init; }

    /// <summary>True leaves out privileges (the default).</summary>
    public bool? NoAcl { get; init; }

    /// <summary>True leaves out comments.</summary>
    public bool? NoComments { get; init; }

    /// <summary>True leaves out publications.</summary>
    public bool? NoPublications { get; init; }

    /// <summary>True leaves out subscriptions (the default).</summary>
    public bool? NoSubscriptions { get; init; }

    /// <summary>True leaves out security labels.</summary>
    public bool? NoSecurityLabels { get; init; }
}
