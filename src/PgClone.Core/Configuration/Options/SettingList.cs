using PgClone.Hooks;
using PgClone.Storage;

namespace PgClone.Configuration.Options;

/// <summary>Every setting of a project. A new one is a property of <see cref="PgCloneSettings"/> and an entry here.</summary>
internal static class SettingList
{
    private static readonly FlagKind Flag = new();
    private static readonly TextKind Text = new("text");
    private static readonly PathKind Folder = new("text");
    private static readonly WordKind<KeyLayout> Layouts = new(("database", KeyLayout.Database), ("instance", KeyLayout.Instance));

    public static IReadOnlyList<OptionDefinition<PgCloneSettings>> All { get; } =
    [
        Setting(
            "connection", Text, "The server, as an Npgsql connection string or a `postgres://` URL.",
            settings => settings.Connection, (settings, value) => settings with { Connection = value }, "the embedded local server", "PGCLONE_CONNECTION"),
        Setting(
            "connectionVariable", Text,
            "The environment variable that holds the connection string; keeps passwords out of the file. "
            + "If that variable is not set, whatever needs the server is refused; the embedded server is never used instead.",
            settings => settings.ConnectionVariable, (settings, value) => settings with { ConnectionVariable = value }),
        Setting(
            "database", Text, "The database to work on: to dump, and to restore into; see [below](#the-database-to-work-on).",
            settings => settings.Database, (settings, value) => settings with { Database = value }, variable: "PGCLONE_DATABASE"),
        Setting(
            "databases", new NamedKind<DatabaseDefinition>(DatabaseOptionList.All), "[Several databases](#several-databases), by names of your own.",
            settings => settings.Databases, (settings, value) => settings with { Databases = value }),
        Setting(
            "storage", Folder, "The folder with the dumps; `~` is the user's home folder.",
            settings => settings.Storage, (settings, value) => settings with { Storage = value! }, "`.pgclone`", "PGCLONE_STORAGE"),
        Setting(
            "cacheSize", new SizeKind(),
            "How much of the disk dumps may take that were fetched from S3, such as `20GB`: they are kept for the next restore. See [storage](storage.md#a-cache-on-this-machine).",
            settings => settings.CacheSize, (settings, value) => settings with { CacheSize = value }, "nothing is kept", "PGCLONE_CACHE_SIZE"),
        Setting(
            "templateCount", new NumberKind(), "How many [templates](clones.md) are kept on a server: those that were not copied for the longest time are dropped.",
            settings => settings.TemplateCount, (settings, value) => settings with { TemplateCount = value }, "20", "PGCLONE_TEMPLATE_COUNT"),
        Setting(
            "templateSize", new SizeKind(), "How much of a server's disk its templates may take together, such as `50GB`. One is kept, however large.",
            settings => settings.TemplateSize, (settings, value) => settings with { TemplateSize = value }, "10 GiB", "PGCLONE_TEMPLATE_SIZE"),
        Setting(
            "keyLayout", Layouts, "How the keys of new dumps are built: `database` or `instance`.",
            settings => settings.KeyLayout, (settings, value) => settings with { KeyLayout = value!.Value }, "`database`", "PGCLONE_KEY_LAYOUT"),
        Setting(
            "instance", Text, "The instance in keys of the second layout.",
            settings => settings.Instance, (settings, value) => settings with { Instance = value }, "the machine's name", "PGCLONE_INSTANCE"),
        Setting(
            "maintenanceDatabase", Text, "The database to connect to for work on the server itself.",
            settings => settings.MaintenanceDatabase, (settings, value) => settings with { MaintenanceDatabase = value },
            "`postgres`, else `template1`", "PGCLONE_MAINTENANCE_DATABASE"),
        Setting(
            "jobs", new NumberKind(), "How many connections a restore uses at once.",
            settings => settings.Jobs, (settings, value) => settings with { Jobs = value }, "one per processor, 2 to 8", "PGCLONE_JOBS"),
        Setting(
            "lockTimeout", new TimeKind(), "How long a statement about a whole database (copy, swap, drop) waits for a lock that others hold: `30s`, `10m`; `0` is without end. See [safety](safety.md#limits).",
            settings => settings.LockTimeout, (settings, value) => settings with { LockTimeout = value }, "`10s` for the swap, else the server's", "PGCLONE_LOCK_TIMEOUT"),
        Setting(
            "statementTimeout", new TimeKind(), "How long such a statement may take; neither what is restored nor hooks are bounded by it.",
            settings => settings.StatementTimeout, (settings, value) => settings with { StatementTimeout = value }, "the server's", "PGCLONE_STATEMENT_TIMEOUT"),
        Setting(
            "allowDump", Flag, "`false` refuses every dump.",
            settings => settings.AllowDump, (settings, value) => settings with { AllowDump = value!.Value }, "`true`", "PGCLONE_ALLOW_DUMP"),
        Setting(
            "allowRestore", Flag, "`false` refuses every restore.",
            settings => settings.AllowRestore, (settings, value) => settings with { AllowRestore = value!.Value }, "`true`", "PGCLONE_ALLOW_RESTORE"),
        Setting(
            "allowCopy", Flag, "`false` refuses to make and drop copies on the server.",
            settings => settings.AllowCopy, (settings, value) => settings with { AllowCopy = value!.Value }, "`true`", "PGCLONE_ALLOW_COPY"),
        Setting(
            "allowedHosts", new NamesKind("host"), "Hosts other than this machine that may be restored into; separated by `,` in the variable.",
            settings => settings.AllowedHosts, (settings, value) => settings with { AllowedHosts = value! }, "none", "PGCLONE_ALLOWED_HOSTS"),
        Setting(
            "postgresDirectory", Folder, "The folder with PostgreSQL's programs.",
            settings => settings.PostgresDirectory, (settings, value) => settings with { PostgresDirectory = value }, "the usual places, `PATH`", "PGCLONE_PG_BIN"),
        Setting(
            "pgDump", new NamesKind("word"), "A command that runs pg_dump, in place of one on this machine: `[\"docker\", \"exec\", \"-i\", \"db\", \"pg_dump\"]`. See [dumps](dumps.md#a-pg_dump-elsewhere).",
            settings => settings.PgDump, (settings, value) => settings with { PgDump = value }, "the usual places, `PATH`"),
        Setting(
            "server.version", new NumberKind(), "The major version of the embedded local server, such as `17`: an installed PostgreSQL of another one is passed over. See [servers](servers.md).",
            settings => settings.ServerVersion, (settings, value) => settings with { ServerVersion = value }, "the newest that is found", "PGCLONE_SERVER_VERSION"),
        Setting(
            "server.fetch", Flag, "`true` fetches a [server package](servers.md#server-packages) by the NuGet client where no PostgreSQL is found.",
            settings => settings.ServerFetch, (settings, value) => settings with { ServerFetch = value!.Value }, "`false`", "PGCLONE_SERVER_FETCH"),
        Setting(
            "dataDirectory", Folder, "Where the embedded local server keeps its data.",
            settings => settings.DataDirectory, (settings, value) => settings with { DataDirectory = value }, "a folder of the user", "PGCLONE_DATA_DIR"),
        Setting(
            "hooks", new NamedKind<HookDefinition>(HookOptionList.All), "[Hooks](#hooks) by name.",
            settings => settings.Hooks, (settings, value) => settings with { Hooks = value }),
        Setting(
            "dump", new NamedKind<DumpChoices>(DumpOptionList.All), "[Named configurations](#named-configurations) of dumps.",
            settings => settings.DumpConfigs, (settings, value) => settings with { DumpConfigs = value }),
        Setting(
            "restore", new NamedKind<RestoreChoices>(RestoreOptionList.All), "[Named configurations](#named-configurations) of restores.",
            settings => settings.RestoreConfigs, (settings, value) => settings with { RestoreConfigs = value }),
    ];

    private static TypedOption<PgCloneSettings, T> Setting<T>(
        string name, OptionKind<T> kind, string description, Func<PgCloneSettings, T> get, Func<PgCloneSettings, T, PgCloneSettings> set,
        string? defaultText = null, string? variable = null) =>
        new(name, kind, description, get, set) { DefaultText = defaultText, Variable = variable };
}
