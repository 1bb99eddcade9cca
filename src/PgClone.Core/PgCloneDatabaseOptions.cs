using Microsoft.Extensions.Logging;
using Npgsql;
using PgClone.Archives;
using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Hooks;
using PgClone.Servers.Connecting;

namespace PgClone;

/// <summary>
/// What a <see cref="PgCloneDatabase"/> is made of. What stays null is as the named configuration, the environment (<c>PGCLONE_*</c>) or <c>pgclone.json</c> says.
/// </summary>
public class PgCloneDatabaseOptions
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

    /// <summary>
    /// Starts a server that is there for these databases alone, and gives its connection string; takes the place of <see cref="Connection"/>. Called for each
    /// <see cref="PgCloneDatabase.CreateAsync"/>, so it gives the same server again. Its host may be restored into whatever <see cref="AllowedHosts"/> says, and templates are kept there unless
    /// <see cref="Templates"/> says otherwise. Null, the default: there is none to start.
    /// </summary>
    public Func<CancellationToken, Task<string>>? StartServer { get; set; }

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

    /// <summary>How long to wait for another restore into the same target to end. The database is its own, so it never waits.</summary>
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
    /// Whether the restored database is kept as a template on the server, which the next ones are copied from instead of being restored. Default
    /// <see cref="TemplateUse.Auto"/>: on the embedded server, and on one that says <c>pgclone.allow_templates = on</c>. On one that <see cref="StartServer"/> gave <see cref="TemplateUse.On"/>.
    /// </summary>
    public TemplateUse? Templates { get; set; }

    /// <summary>True makes templates anew that are older than this process.</summary>
    public bool? Cold { get; set; }

    /// <summary>How old a template may be that is copied. Null means any age.</summary>
    public TimeSpan? MaxAge { get; set; }

    /// <summary>
    /// True puts the database on a server of its own whose data directory comes out of an image, where the embedded server is meant; where there is no image, it is made. Default false.
    /// </summary>
    public bool? Images { get; set; }

    /// <summary>True puts images that are on this machine beside the dump into its store, for other machines to take; it turns <see cref="Images"/> on. Default false.</summary>
    public bool? PushImages { get; set; }

    /// <summary>True restores the latest dump, whichever <c>pgclone.lock</c> names.</summary>
    public bool? Latest { get; set; }

    /// <summary>True restores into the server that the dump came from, too.</summary>
    public bool? AllowOrigin { get; set; }

    /// <summary>Plays no part here: the database replaces none.</summary>
    public bool? Reversible { get; set; }

    /// <summary>Plays no part here: the database is made of a dump.</summary>
    public bool? EndSessions { get; set; }

    /// <summary>Plays no part here: where a hook fails, there is no database.</summary>
    public bool? KeepFailed { get; set; }

    /// <summary>Plays no part here: the database is made anew each time.</summary>
    public bool? IfChanged { get; set; }

    /// <summary>Hosts beside this machine that may be restored into. Null means those of <c>pgclone.json</c> and <c>PGCLONE_ALLOWED_HOSTS</c>.</summary>
    public IReadOnlyList<string>? AllowedHosts { get; set; }

    /// <summary>
    /// How many connections may be held at once through <see cref="PgCloneDatabase.DataSource"/>, and again through
    /// <see cref="PgCloneDatabase.ConnectionString"/>. Null means what the connection string says, else 10: test classes run side by
    /// side, and a server has 100.
    /// </summary>
    public int? MaxPoolSize { get; set; }

    /// <summary>
    /// Changes how the database and its clones are connected to: enums and composite types, plugins, logging, keywords of the connection string. Called once a database is
    /// there with all its types. Where it throws, the database is dropped.
    /// </summary>
    public Action<NpgsqlDataSourceBuilder>? ConfigureDataSource { get; set; }

    /// <summary>
    /// How many clones are ready at most, made ahead where the database is a copy of a template: whoever asks for more than one gets those that follow at once, and what nobody had is left
    /// to the next process. 0: each is made when it is asked for. Null: 2 on the embedded server and on one that is on this machine, else 0.
    /// </summary>
    public int? ReadyClones { get; set; }

    /// <summary>Takes the progress events, in order, on the engine's threads; must not block.</summary>
    public IProgress<ProgressEvent>? Progress { get; set; }

    /// <summary>Where log messages go. Null: nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <param name="started">The server that <see cref="StartServer"/> gave; null where there is none.</param>
    internal PgCloner CreateCloner(string? started)
    {
        var settings = SettingsLoader.Load(SettingsDirectory);
        var hosts = AllowedHosts ?? settings.AllowedHosts;
        if (started is not null && ConnectionText.Read(started).Host is { } own) hosts = [.. hosts, own];
        return new PgCloner(settings with { AllowedHosts = hosts }, Progress, LoggerFactory);
    }

    /// <inheritdoc cref="CreateCloner" path="/param"/>
    internal RestoreOptions ToRestoreOptions(string? started = null) => new()
    {
        Source = Source,
        DumpConfig = DumpConfig,
        Database = Database,
        Connection = started ?? Connection,
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
        Templates = Templates ?? (started is null ? null : TemplateUse.On),
        Cold = Cold,
        MaxAge = MaxAge,
        Images = Images,
        PushImages = PushImages,
        Latest = Latest,
        AllowOrigin = AllowOrigin,
        IfChanged = IfChanged,
        Reversible = Reversible,
        EndSessions = EndSessions,
        KeepFailed = KeepFailed,
    };
}
