using PgClone.Hooks;
using PgClone.Storage;

namespace PgClone.Configuration;

/// <summary>
/// The settings of a project, as <c>pgclone.json</c> and the <c>PGCLONE_*</c> environment give them. An explicit option overrides a named
/// configuration, which overrides these.
/// </summary>
public sealed record PgCloneSettings
{
    /// <summary>The folder that relative paths in these settings start from: that of <c>pgclone.json</c>, else the working directory.</summary>
    public required string BaseDirectory { get; init; }

    /// <summary>The server, as an Npgsql connection string or a <c>postgres://</c> URL; null means the embedded local server.</summary>
    public string? Connection { get; init; }

    /// <summary>Where <see cref="Connection"/> comes from, or should, for messages: such as <c>the environment variable PGCLONE_CONNECTION</c>. Null: nowhere.</summary>
    internal string? ConnectionOrigin { get; init; }

    /// <summary>
    /// The environment variable that <see cref="Connection"/> is to come from. Where it is not set, whatever needs the server fails: the
    /// embedded one is never taken in its place.
    /// </summary>
    public string? ConnectionVariable { get; init; }

    /// <summary>That no file was found, and where it was looked for, for messages about what only a file can define; null where there is one.</summary>
    internal string? MissingFile { get; init; }

    /// <summary>The database that is dumped and restored into when nothing else names one.</summary>
    public string? Database { get; init; }

    /// <summary>Databases by names of the project's own, which stand for where they are; <c>default</c> is the one that is meant where none is named.</summary>
    public IReadOnlyDictionary<string, DatabaseDefinition> Databases { get; init; } = new Dictionary<string, DatabaseDefinition>();

    /// <summary>Where dumps lie: a folder. Default <c>.pgclone</c>.</summary>
    public string Storage { get; init; } = ".pgclone";

    /// <summary>How many bytes dumps may take on this machine that were fetched from a store that is no folder; null: none are kept.</summary>
    public long? CacheSize { get; init; }

    /// <summary>How many templates are kept on a server; null: 20.</summary>
    public int? TemplateCount { get; init; }

    /// <summary>How many bytes the templates on a server may take together; null: 10 GiB.</summary>
    public long? TemplateSize { get; init; }

    /// <summary>How the keys of new dumps are built.</summary>
    public KeyLayout KeyLayout { get; init; } = KeyLayout.Database;

    /// <summary>The instance name in keys of <see cref="Storage.KeyLayout.Instance"/>; null means this machine's name.</summary>
    public string? Instance { get; init; }

    /// <summary>The database to connect to for work on the server itself; null means <c>postgres</c>, else <c>template1</c>.</summary>
    public string? MaintenanceDatabase { get; init; }

    /// <summary>Connections that a restore uses at once; null means one per processor, 2 to 8.</summary>
    public int? Jobs { get; init; }

    /// <summary>
    /// How long a statement about a whole database (creating, copying, swapping, dropping) waits for a lock that others hold; zero: without end; null: 10 seconds for the swap,
    /// otherwise as the server says.
    /// </summary>
    public TimeSpan? LockTimeout { get; init; }

    /// <summary>How long such a statement may take altogether; zero: without end; null: as the server says. What is restored, and what hooks do, it does not bound.</summary>
    public TimeSpan? StatementTimeout { get; init; }

    /// <summary>False refuses every dump.</summary>
    public bool AllowDump { get; init; } = true;

    /// <summary>False refuses every restore: a second protection for production.</summary>
    public bool AllowRestore { get; init; } = true;

    /// <summary>False refuses to make and drop copies on the server.</summary>
    public bool AllowCopy { get; init; } = true;

    /// <summary>Hosts beside this machine that may be restored into.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>The folder with PostgreSQL's programs; null means that they are looked for.</summary>
    public string? PostgresDirectory { get; init; }

    /// <summary>
    /// The program and first arguments of a command that runs pg_dump, in place of one on this machine: <c>docker exec -i db pg_dump</c>. It gets the connection in libpq's
    /// variables, for it to hand on or to find its own; that it came to the same database is checked. Null: pg_dump is looked for.
    /// </summary>
    public IReadOnlyList<string>? PgDump { get; init; }

    /// <summary>The major version of the embedded local server; null means that of a referenced server package, else the newest that is found.</summary>
    public int? ServerVersion { get; init; }

    /// <summary>True fetches a server package where no PostgreSQL is found. Without it, nothing is ever fetched.</summary>
    public bool ServerFetch { get; init; }

    /// <summary>The folder that the embedded local server keeps its data in; null means one of the user's own.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Hooks by name.</summary>
    public IReadOnlyDictionary<string, HookDefinition> Hooks { get; init; } = new Dictionary<string, HookDefinition>();

    /// <summary>Named dump configurations.</summary>
    public IReadOnlyDictionary<string, DumpChoices> DumpConfigs { get; init; } = new Dictionary<string, DumpChoices>();

    /// <summary>Named restore configurations.</summary>
    public IReadOnlyDictionary<string, RestoreChoices> RestoreConfigs { get; init; } = new Dictionary<string, RestoreChoices>();

    /// <summary>The file that they were read from, and the line of each member of it, as <see cref="SettingsText.Lines"/> has them; null where there is none.</summary>
    internal (string Path, IReadOnlyDictionary<string, int> Lines)? File { get; init; }

    /// <summary>The environment's variables that the file names.</summary>
    internal IReadOnlyCollection<string> FileVariables { get; init; } = [];

    /// <summary>The name alone: what has a connection string or a storage address among its members never prints them.</summary>
    public override string ToString() => nameof(PgCloneSettings);
}
