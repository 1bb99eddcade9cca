using PgClone.Archives;

namespace PgClone.Configuration;

/// <summary>
/// What can be chosen about a restore: explicitly as <see cref="RestoreOptions"/>, or by a named configuration. What is null is chosen
/// elsewhere: an explicit choice overrides the named configuration, which overrides the settings.
/// </summary>
public record RestoreChoices
{
    /// <summary>Which dump configuration the latest dump is taken from. Null means <c>default</c>, or where it has no dump, any.</summary>
    public string? DumpConfig { get; init; }

    /// <summary>Schemas to restore; all others are left out with what is in them.</summary>
    public IReadOnlyList<string>? IncludeSchemas { get; init; }

    /// <summary>Schemas to leave out with what is in them.</summary>
    public IReadOnlyList<string>? ExcludeSchemas { get; init; }

    /// <summary>Tables to restore: <c>schema.table</c>; all others are left out with what depends on them.</summary>
    public IReadOnlyList<string>? IncludeTables { get; init; }

    /// <summary>Tables to leave out with what depends on them.</summary>
    public IReadOnlyList<string>? ExcludeTables { get; init; }

    /// <summary>Extensions to leave out with what depends on them.</summary>
    public IReadOnlyList<string>? ExcludeExtensions { get; init; }

    /// <summary>Tables whose rows are restored; all others stay empty.</summary>
    public IReadOnlyList<string>? IncludeData { get; init; }

    /// <summary>Tables whose rows are not restored: <c>schema.table</c>, with <c>*</c> and <c>?</c>; the tables themselves are.</summary>
    public IReadOnlyList<string>? Exclude { get; init; }

    /// <summary>
    /// Sections to leave out: <see cref="ArchiveSection.Data"/> (rows, large objects, sequence positions) or
    /// <see cref="ArchiveSection.PostData"/> (indexes, constraints, triggers).
    /// </summary>
    public IReadOnlyList<ArchiveSection>? SkipSections { get; init; }

    /// <summary>Other names for roles of the dump, wherever ownership, privileges, policies and user mappings are restored.</summary>
    public IReadOnlyDictionary<string, string>? RoleMap { get; init; }

    /// <summary>Other names for tablespaces of the dump; empty means the database's own.</summary>
    public IReadOnlyDictionary<string, string>? TablespaceMap { get; init; }

    /// <summary>
    /// Names of defined hooks to run on the temporary database right after the restore, before anything else is done with it. Null means those of the
    /// configuration <c>default</c>, whichever one is chosen: another choice of tables must not lay bare what is masked.
    /// </summary>
    public IReadOnlyList<string>? MaskHooks { get; init; }

    /// <summary>Names of defined hooks to run on the temporary database before the swap. Null means <c>migrate</c>, where it is defined.</summary>
    public IReadOnlyList<string>? PreSwapHooks { get; init; }

    /// <summary>True runs no pre-swap hook, whichever are chosen or given; mask hooks run all the same. Default false.</summary>
    public bool? NoHooks { get; init; }

    /// <summary>Connections used at once.</summary>
    public int? Jobs { get; init; }

    /// <summary>What restores. Default <see cref="RestoreEngine.Native"/>.</summary>
    public RestoreEngine? Engine { get; init; }

    /// <summary>What to do about extensions that the server does not have, or that the user may not create. Default <see cref="ExtensionPolicy.Refuse"/>.</summary>
    public ExtensionPolicy? MissingExtensions { get; init; }

    /// <summary>What to do about an entry that fails. Default <see cref="ErrorPolicy.Stop"/>.</summary>
    public ErrorPolicy? OnError { get; init; }

    /// <summary>How long to wait for another restore into the same target to end. Default: not at all.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>
    /// True restores nothing where the target holds that dump already, as this machine restored it, with the same choices and hooks. Where a hook does
    /// not know what it does (<see cref="Hooks.IHook.ReadContentAsync"/>), it is restored. Default false.
    /// </summary>
    public bool? IfChanged { get; init; }

    /// <summary>Whether the restored database is kept as a template on the server, to be copied the next time. Default <see cref="TemplateUse.Auto"/>.</summary>
    public TemplateUse? Templates { get; init; }

    /// <summary>True restores anew, and makes templates anew that are older than this process. Default false.</summary>
    public bool? Cold { get; init; }

    /// <summary>How old a template may be that is copied. Default: any age.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>
    /// True restores, where the embedded server is meant, on a server of its own whose data directory comes out of an image that an earlier restore of the same has left; where there is
    /// none, it is made. Where anything is doubtful the dump is restored as ever. Default false.
    /// </summary>
    public bool? Images { get; init; }

    /// <summary>True puts images that are on this machine beside the dump into its store, for other machines to take; it turns <see cref="Images"/> on. Default false.</summary>
    public bool? PushImages { get; init; }

    /// <summary>
    /// True keeps what the target was before as <c>:previous</c>, and what was restored, before the pre-swap hooks, as <c>:current</c>. The next restore into it that is
    /// not reversible deletes both. Default false.
    /// </summary>
    public bool? Reversible { get; init; }

    /// <summary>True ends the sessions on the database that is restored from, where it is one on the server. Default false.</summary>
    public bool? EndSessions { get; init; }

    /// <summary>True keeps the restored database for a day where a pre-swap hook fails. The error names it. Default false.</summary>
    public bool? KeepFailed { get; init; }

    /// <summary>True restores the latest dump, whichever <c>pgclone.lock</c> names. Default false.</summary>
    public bool? Latest { get; init; }

    /// <summary>True restores into the server that the dump came from, too. Default false.</summary>
    public bool? AllowOrigin { get; init; }

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
}
