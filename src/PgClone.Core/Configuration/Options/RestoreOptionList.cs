namespace PgClone.Configuration.Options;

/// <summary>Every choice of a restore. A new one is a property of <see cref="RestoreChoices"/> and an entry here.</summary>
internal static class RestoreOptionList
{
    private static readonly OptionKind<bool?> Flag = new FlagKind();
    private static readonly OptionKind<IReadOnlyDictionary<string, string>?> Map = new MapKind();
    private static readonly OptionKind<IReadOnlyList<string>?> Schemas = new NamesKind("schema");
    private static readonly OptionKind<IReadOnlyList<string>?> Tables = new NamesKind("table");
    private static readonly OptionKind<IReadOnlyList<string>?> Hooks = new NamesKind("hook");
    private static readonly OptionKind<RestoreEngine?> Engines = new WordKind<RestoreEngine>(("native", RestoreEngine.Native), ("pg_restore", RestoreEngine.PgRestore));
    private static readonly OptionKind<ExtensionPolicy?> ExtensionPolicies = new WordKind<ExtensionPolicy>(("refuse", ExtensionPolicy.Refuse), ("leave-out", ExtensionPolicy.LeaveOut));
    private static readonly OptionKind<ErrorPolicy?> Policies = new WordKind<ErrorPolicy>(("stop", ErrorPolicy.Stop), ("continue", ErrorPolicy.Continue));

    private static readonly OptionKind<TemplateUse?> Uses = new WordKind<TemplateUse>(("auto", TemplateUse.Auto), ("on", TemplateUse.On), ("off", TemplateUse.Off));

    /// <summary>Whoever looks a dump up may choose this.</summary>
    public static OptionDefinition<RestoreChoices> DumpConfig { get; } = Option(
        "dumpConfig", new TextKind("name"), "Which dump configuration the latest dump is taken from.",
        choices => choices.DumpConfig, (choices, value) => choices with { DumpConfig = value }, defaultText: "`default`, or where it has no dump, any", decidesContent: false);

    public static IReadOnlyList<OptionDefinition<RestoreChoices>> All { get; } =
    [
        Option(
            "includeSchemas", Schemas, "Restores only these schemas and what is in them; `*` and `?` are wildcards.",
            choices => choices.IncludeSchemas, (choices, value) => choices with { IncludeSchemas = value }, flag: "--include-schema"),
        Option(
            "excludeSchemas", Schemas, "Leaves out these schemas, what is in them and what depends on it.",
            choices => choices.ExcludeSchemas, (choices, value) => choices with { ExcludeSchemas = value }, flag: "--exclude-schema"),
        Option(
            "includeTables", Tables, "Restores only these tables: `schema.table`, with `*` and `?`.",
            choices => choices.IncludeTables, (choices, value) => choices with { IncludeTables = value }, flag: "--include-table"),
        Option(
            "excludeTables", Tables, "Leaves out these tables and what depends on them.",
            choices => choices.ExcludeTables, (choices, value) => choices with { ExcludeTables = value }, flag: "--exclude-table"),
        Option(
            "excludeExtensions", new NamesKind("extension"), "Leaves out these extensions and what depends on them; `*` and `?` are wildcards.",
            choices => choices.ExcludeExtensions, (choices, value) => choices with { ExcludeExtensions = value }, flag: "--exclude-extension"),
        Option(
            "missingExtensions", ExtensionPolicies, "What to do about extensions that the server does not have or the user may not create; `leave-out` restores without them and what depends on them, with a notice.",
            choices => choices.MissingExtensions, (choices, value) => choices with { MissingExtensions = value }, ExtensionPolicy.Refuse),
        Option(
            "includeData", Tables, "Restores only these tables' rows; the other tables stay empty.",
            choices => choices.IncludeData, (choices, value) => choices with { IncludeData = value }),
        Option(
            "exclude", Tables, "Leaves out these tables' rows, but not the tables: `schema.table`, with `*` and `?`.",
            choices => choices.Exclude, (choices, value) => choices with { Exclude = value }, alias: "--exclude-model"),
        Option(
            "skipSections", new SectionsKind(), "Leaves out rows, large objects and sequence positions (`data`), or indexes, constraints and triggers (`post-data`).",
            choices => choices.SkipSections, (choices, value) => choices with { SkipSections = value }, flag: "--skip-section"),
        Option(
            "roleMap", Map, "Uses another role wherever ownership, privileges, policies and user mappings are restored.",
            choices => choices.RoleMap, (choices, value) => choices with { RoleMap = value }, flag: "--map-role"),
        Option(
            "tablespaceMap", Map, "Uses another tablespace; an empty new name is the database's own.",
            choices => choices.TablespaceMap, (choices, value) => choices with { TablespaceMap = value }, flag: "--map-tablespace"),
        Option(
            "maskHooks", Hooks, "Runs these hooks on the restored database first, before anything is kept, copied or handed on.",
            choices => choices.MaskHooks, (choices, value) => choices with { MaskHooks = value },
            flag: "--mask-hook", defaultText: "those of the configuration `default`", decidesContent: false),
        Option(
            "preSwapHooks", Hooks, "Runs these hooks on the restored database before it is swapped in.",
            choices => choices.PreSwapHooks, (choices, value) => choices with { PreSwapHooks = value },
            flag: "--pre-swap-hook", defaultText: "`migrate`, where it is defined", decidesContent: false),
        Option(
            "noHooks", Flag, "Runs no pre-swap hook, whichever are chosen; mask hooks run all the same.",
            choices => choices.NoHooks, (choices, value) => choices with { NoHooks = value }, false, decidesContent: false),
        DumpConfig,
        Option(
            "jobs", new NumberKind(), "How many connections to use at once.",
            choices => choices.Jobs, (choices, value) => choices with { Jobs = value }, alias: "-j", defaultText: "the setting `jobs`, else one per processor, 2 to 8", decidesContent: false),
        Option(
            "engine", Engines, "What restores. `pg_restore`, which has to be installed, is for archives that are too new for PgClone.",
            choices => choices.Engine, (choices, value) => choices with { Engine = value }, RestoreEngine.Native),
        Option(
            "onError", Policies, "What to do about an entry that fails; `continue` restores the rest and warns of each that failed.",
            choices => choices.OnError, (choices, value) => choices with { OnError = value }, ErrorPolicy.Stop),
        Option(
            "wait", new TimeKind(), "How long to wait for another restore into the same database to end: `30s`, `10m`, `1h`.",
            choices => choices.Wait, (choices, value) => choices with { Wait = value }, TimeSpan.Zero, defaultText: "not at all", decidesContent: false),
        Option(
            "ifChanged", Flag, "Restores nothing where the target holds that dump already, with the same choices and hooks, as this machine restored it.",
            choices => choices.IfChanged, (choices, value) => choices with { IfChanged = value }, false, decidesContent: false),
        Option(
            "templates", Uses, "Whether restored databases are kept on the server as templates, which are copied instead of restored the next time. `auto`: on the embedded server, "
            + "and on one that says `pgclone.allow_templates = on`.",
            choices => choices.Templates, (choices, value) => choices with { Templates = value }, TemplateUse.Auto, decidesContent: false),
        Option(
            "cold", Flag, "Restores anew, whichever templates there are, and makes them anew.",
            choices => choices.Cold, (choices, value) => choices with { Cold = value }, false, decidesContent: false),
        Option(
            "maxAge", new TimeKind(), "How old a template may be that is copied; an older one is made anew.",
            choices => choices.MaxAge, (choices, value) => choices with { MaxAge = value }, defaultText: "any age", decidesContent: false),
        Option(
            "images", Flag, "In place of the embedded server takes one of its own for the dump, whose data comes out of an image: of this machine, else of the store; where there is none, makes it (docs/images.md).",
            choices => choices.Images, (choices, value) => choices with { Images = value }, defaultText: "`false`, or where `pushImages` is `true`, that", decidesContent: false),
        Option(
            "pushImages", Flag, "Puts images that are on this machine beside the dump into its store, for other machines to take; turns `images` on.",
            choices => choices.PushImages, (choices, value) => choices with { PushImages = value }, false, decidesContent: false),
        Option(
            "reversible", Flag, "Keeps what the target was before as `:previous` and what was restored, before the pre-swap hooks, as `:current`; `restore :previous` goes back.",
            choices => choices.Reversible, (choices, value) => choices with { Reversible = value }, false, decidesContent: false),
        Option(
            "endSessions", Flag, "Ends the sessions on the database that `restore :name` copies; without it one that is in use is refused.",
            choices => choices.EndSessions, (choices, value) => choices with { EndSessions = value }, false, decidesContent: false),
        Option(
            "keepFailed", Flag, "Where a pre-swap hook fails, keeps what was restored for a day; the error names it, and `restore :name` goes on from it.",
            choices => choices.KeepFailed, (choices, value) => choices with { KeepFailed = value }, false, decidesContent: false),
        Option(
            "latest", Flag, "Restores the latest dump, whichever one `pgclone.lock` names.",
            choices => choices.Latest, (choices, value) => choices with { Latest = value }, false, decidesContent: false),
        Option(
            "allowOrigin", Flag, "Restores into the server that the dump came from, too; without it that is refused, unless both are this machine's own.",
            choices => choices.AllowOrigin, (choices, value) => choices with { AllowOrigin = value }, false, decidesContent: false),
        Option(
            "noOwner", Flag, "Leaves out ownership. `false` restores it; the roles have to exist.",
            choices => choices.NoOwner, (choices, value) => choices with { NoOwner = value }, true),
        Option(
            "noAcl", Flag, "Leaves out privileges. `false` restores them; the roles have to exist.",
            choices => choices.NoAcl, (choices, value) => choices with { NoAcl = value }, true),
        Option(
            "noComments", Flag, "Leaves out comments.",
            choices => choices.NoComments, (choices, value) => choices with { NoComments = value }, false),
        Option(
            "noPublications", Flag, "Leaves out publications.",
            choices => choices.NoPublications, (choices, value) => choices with { NoPublications = value }, false),
        Option(
            "noSubscriptions", Flag, "Leaves out subscriptions. `false` restores them, switched off; PostgreSQL refuses to drop a database that has one.",
            choices => choices.NoSubscriptions, (choices, value) => choices with { NoSubscriptions = value }, true),
        Option(
            "noSecurityLabels", Flag, "Leaves out security labels, whose provider the server has to have loaded.",
            choices => choices.NoSecurityLabels, (choices, value) => choices with { NoSecurityLabels = value }, false),
    ];

    private static TypedOption<RestoreChoices, T> Option<T>(
        string name, OptionKind<T> kind, string description, Func<RestoreChoices, T> get, Func<RestoreChoices, T, RestoreChoices> set,
        T? defaultValue = default, string? defaultText = null, string? flag = null, string? alias = null, bool decidesContent = true) =>
        new(name, kind, description, get, set) { DefaultValue = defaultValue, DefaultText = defaultText, Flag = flag, Alias = alias, DecidesContent = decidesContent };
}
