using PgClone.Archives;
using PgClone.Configuration;
using PgClone.Hooks;

namespace PgClone.Xunit;

/// <summary>
/// What a fixture is asked for. What stays null is as the named configuration, the environment (<c>PGCLONE_*</c>) or <c>pgclone.json</c> says.
/// </summary>
public sealed class PgCloneFixtureOptions
{
    /// <summary>Where the search for <c>pgclone.json</c> starts, going upwards. Default: the test assembly's folder.</summary>
    public string SettingsDirectory { get; set; } = AppContext.BaseDirectory;

    /// <summary>A dump key, or a database's name for its latest dump. Default: the latest dump of the configured database.</summary>
    public string? Source { get; set; }

    /// <summary>Which dump configuration the latest dump is taken from. Null means <c>default</c>, or where it has no dump, any.</summary>
    public string? DumpConfig { get; set; }

    /// <summary>The database that hooks are told; the restored one has a name of its own. Default: the configured one, else the one dumped.</summary>
    public string? Database { get; set; }

    /// <summary>The server, as an Npgsql connection string. Default: the configured one, else the embedded local server.</summary>
    public string? Connection { get; set; }

    /// <summary>Where the dump lies.</summary>
    public string? Storage { get; set; }

    /// <summary>The named restore configuration; default <c>default</c>.</summary>
    public string? Config { get; set; }

    /// <summary>Schemas to restore; all others are left out with what is in them.</summary>
    public IReadOnlyList<string>? IncludeSchemas { get; set; }

    /// <summary>Schemas to leave out with what is in them.</summary>
    public IReadOnlyList<string>? ExcludeSchemas { get; set; }

    /// <summary>Tables to restore: <c>schema.table</c>; all others are left out with what depends on them.</summary>
    public IReadOnlyList<string>? IncludeTables { get; set; }

    /// <summary>Tables to leave out with what depends on them.</summary>
    public IReadOnlyList<string>? ExcludeTables { get; set; }

    /// <summary>Extensions to leave out with what depends on them.</summary>
    public IReadOnlyList<string>? ExcludeExtensions { get; set; }

    /// <summary>Tables whose rows are restored; all others stay empty.</summary>
    public IReadOnlyList<string>? IncludeData { get; set; }

    /// <summary>Tables whose rows are not restored: <c>schema.table</c>, with <c>*</c> and <c>?</c>.</summary>
    public IReadOnlyList<string>? Exclude { get; set; }

    /// <summary>
    /// Sections to leave out: <see cref="ArchiveSection.Data"/> (rows, large objects, sequence positions) or
    /// <see cref="ArchiveSection.PostData"/> (indexes, constraints, triggers).
    /// </summary>
    public IReadOnlyList<ArchiveSection>? SkipSections { get; set; }

    /// <summary>Other names for roles of the dump, wherever ownership, privileges, policies and user mappings are restored.</summary>
    public IReadOnlyDictionary<string, string>? RoleMap { get; set; }

    /// <summary>Other names for tablespaces of the dump; empty means the database's own.</summary>
    public IReadOnlyDictionary<string, string>? TablespaceMap { get; set; }

    /// <summary>Names of defined hooks to run on the restored database. Null means <c>migrate</c>, where it is defined.</summary>
    public IReadOnlyList<string>? PreSwapHooks { get; set; }

    /// <summary>Names of defined hooks to run on the restored database first, before anything is kept, copied or handed on. Null means: as configured.</summary>
    public IReadOnlyList<string>? MaskHooks { get; set; }

    /// <summary>True runs no pre-swap hook, whichever are chosen or given; mask hooks run all the same. Default false.</summary>
    public bool? NoHooks { get; set; }

    /// <summary>Hooks given as objects; they run after the named ones.</summary>
    public IList<IHook> Hooks { get; } = [];

    /// <summary>Connections that the restore uses at once.</summary>
    public int? Jobs { get; set; }

    /// <summary>What restores. Default <see cref="RestoreEngine.Native"/>.</summary>
    public RestoreEngine? Engine { get; set; }

    /// <summary>What to do about extensions that the server does not have, or that the user may not create. Default <see cref="ExtensionPolicy.Refuse"/>.</summary>
    public ExtensionPolicy? MissingExtensions { get; set; }

    /// <summary>What to do about an entry that fails. Default <see cref="ErrorPolicy.Stop"/>.</summary>
    public ErrorPolicy? OnError { get; set; }

    /// <summary>How long to wait for another restore into the same target to end. A fixture's database is its own, so it never waits.</summary>
    public TimeSpan? Wait { get; set; }

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
    /// Whether the restored database is kept as a template on the server, which the next fixtures copy instead of restoring. Default
    /// <see cref="TemplateUse.Auto"/>: on the embedded server, and on one that says <c>pgclone.allow_templates = on</c>.
    /// </summary>
    public TemplateUse? Templates { get; set; }

    /// <summary>True makes templates anew that are older than the test process.</summary>
    public bool? Cold { get; set; }

    /// <summary>How old a template may be that is copied. Null means any age.</summary>
    public TimeSpan? MaxAge { get; set; }

    /// <summary>True restores the latest dump, whichever <c>pgclone.lock</c> names.</summary>
    public bool? Latest { get; set; }

    /// <summary>True restores into the server that the dump came from, too.</summary>
    public bool? AllowOrigin { get; set; }

    /// <summary>Plays no part here: a fixture's database replaces none.</summary>
    public bool? Reversible { get; set; }

    /// <summary>Plays no part here: a fixture's database is made of a dump.</summary>
    public bool? EndSessions { get; set; }

    /// <summary>Plays no part here: a fixture's database is dropped with it.</summary>
    public bool? KeepFailed { get; set; }

    /// <summary>Plays no part here: a fixture's database is made anew each time.</summary>
    public bool? IfChanged { get; set; }

    /// <summary>Hosts beside this machine that may be restored into. Null means those of <c>pgclone.json</c> and <c>PGCLONE_ALLOWED_HOSTS</c>.</summary>
    public IReadOnlyList<string>? AllowedHosts { get; set; }

    /// <summary>
    /// How many connections the tests may hold at once through <see cref="PgCloneDatabaseFixture.DataSource"/>, and again through
    /// <see cref="PgCloneDatabaseFixture.ConnectionString"/>. Null means what the connection string says, else 10: test classes run side by
    /// side, and a server has 100.
    /// </summary>
    public int? MaxPoolSize { get; set; }

    internal RestoreOptions ToRestoreOptions() => new()
    {
        Source = Source,
        DumpConfig = DumpConfig,
        Database = Database,
        Connection = Connection,
        Storage = Storage,
        Config = Config,
        IncludeSchemas = IncludeSchemas,
        ExcludeSchemas = ExcludeSchemas,
        IncludeTables = IncludeTables,
        ExcludeTables = ExcludeTables,
        ExcludeExtensions = ExcludeExtensions,
        IncludeData = IncludeData,
        Exclude = Exclude,
        SkipSections = SkipSections,
        RoleMap = RoleMap,
        TablespaceMap = TablespaceMap,
        PreSwapHooks = PreSwapHooks,
        MaskHooks = MaskHooks,
        NoHooks = NoHooks,
        Hooks = [.. Hooks],
        Jobs = Jobs,
        Engine = Engine,
        MissingExtensions = MissingExtensions,
        OnError = OnError,
        Wait = Wait,
        NoOwner = NoOwner,
        NoAcl = NoAcl,
        NoComments = NoComments,
        NoPublications = NoPublications,
        NoSubscriptions = NoSubscriptions,
        NoSecurityLabels = NoSecurityLabels,
        Templates = Templates,
        Cold = Cold,
        MaxAge = MaxAge,
        Latest = Latest,
        AllowOrigin = AllowOrigin,
        IfChanged = IfChanged,
        Reversible = Reversible,
        EndSessions = EndSessions,
        KeepFailed = KeepFailed,
    };
}
