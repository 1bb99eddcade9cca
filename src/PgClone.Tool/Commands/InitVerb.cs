using System.CommandLine;
using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Tool.Rendering;

namespace PgClone.Tool.Commands;

internal sealed class InitVerb : Verb
{
    private readonly Option<string?> _database = new("--database") { Description = "The database to dump and to restore into.", HelpName = "name" };
    private readonly Option<string?> _variable = new("--connection-variable") { Description = "The environment variable that holds the server's connection string.", HelpName = "variable" };
    private readonly Option<string?> _appSettings = new("--appsettings") { Description = "An application's settings, whose connection string says server and database; its password is not copied.", HelpName = "file" };
    private readonly Option<string?> _connectionName = new("--connection-name") { Description = "The name of the connection string in --appsettings, where there are several.", HelpName = "name" };
    private readonly Option<string?> _migrate = new("--migrate") { Description = "What runs on each restored database: a file or folder with SQL, or a project with EF Core migrations.", HelpName = "path" };

    public InitVerb(ToolHost host, CommonOptions common)
        : base("init", "Writes a first pgclone.json here, with its schema beside it for editors. Asks on a terminal for what no option says; writes over nothing.", host, common)
    {
        Add(_database);
        Add(_variable);
        Add(_appSettings);
        Add(_connectionName);
        Add(common.Storage);
        Add(_migrate);
        Validators.Add(result =>
        {
            if (result.GetResult(_appSettings) is not null && result.GetResult(_variable) is not null) result.AddError("--appsettings and --connection-variable exclude each other.");
            if (result.GetResult(_appSettings) is null && result.GetResult(_connectionName) is not null) result.AddError("--connection-name names one of --appsettings.");
        });
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("pgclone init", "Asks for what is needed, and writes pgclone.json."),
        new("pgclone init --database shop --connection-variable SHOP_DB --storage s3://bucket/dumps", "Writes it without asking for these."),
        new("pgclone init --appsettings src/Shop/appsettings.json --migrate src/Shop", "Takes server and database from an application, and applies its EF Core migrations."),
    ];

    protected override bool ChangesSomething => true;

    protected override async Task RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var path = Path.Combine(Host.Directory, SettingsLoader.FileName);
        if (File.Exists(path)) throw IsThere(path);

        var application = parse.GetValue(_appSettings) is { } file
            ? await ApplicationSettings.ReadConnectionAsync(Path.GetFullPath(file, Host.Directory), parse.GetValue(_connectionName), cancellationToken).ConfigureAwait(false)
            : null;
        var database = await AskAsync(parse.GetValue(_database) ?? application?.Database, "Database to dump and to restore into (none: named each time): ", cancellationToken).ConfigureAwait(false);
        application?.Remove("Database");
        var json = FirstSettings.Write(
            database,
            application?.ConnectionString,
            application is null ? await AskAsync(parse.GetValue(_variable), "Environment variable with the server's connection string (none: the embedded local server): ", cancellationToken).ConfigureAwait(false) : null,
            await AskAsync(parse.GetValue(Common.Storage), "Where dumps lie: a folder, or s3://bucket/prefix (none: .pgclone): ", cancellationToken).ConfigureAwait(false),
            MigrateHook(await AskAsync(parse.GetValue(_migrate), "What runs on each restored database: a file or folder with SQL, or an EF Core project (none: no hook): ", cancellationToken).ConfigureAwait(false)));
        try
        {
            await WriteNewAsync(path, json, cancellationToken).ConfigureAwait(false);
            var schema = Path.Combine(Host.Directory, FirstSettings.SchemaFile);
            if (!File.Exists(schema)) await WriteNewAsync(schema, FirstSettings.ReadSchema(), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw File.Exists(path) && e is IOException ? IsThere(path) : new PgCloneException(ErrorCode.InvalidConfiguration, "The file can't be written.", path, e.Message, innerException: e);
        }

        Host.Out.WriteRaw(path);
        if (application is not null && GetVerbosity(parse) >= Verbosity.Normal) Messages.Tell(Host.Error, "A password is not written down here: give it by PGPASSWORD, or name a Passfile in the connection.");
        if (GetVerbosity(parse) >= Verbosity.Normal) Messages.Tell(Host.Error, "Look at it with `pgclone config show`, and at all that it needs with `pgclone doctor`.");
    }

    /// <summary>The kind of hook that what lies there makes.</summary>
    private (string Kind, string Path)? MigrateHook(string? path)
    {
        if (path is null) return null;

        var full = Path.GetFullPath(path, Host.Directory);
        var isProject = Path.GetExtension(path) == ".csproj" || (Directory.Exists(full) && Directory.EnumerateFiles(full, "*.csproj").Any());
        return (isProject ? "efCore" : "sql", path);
    }

    /// <summary>What was given, else what is answered; null for nothing.</summary>
    private async Task<string?> AskAsync(string? given, string question, CancellationToken cancellationToken) =>
        given ?? (Host.Ask is { } ask && await ask(question, cancellationToken).ConfigureAwait(false) is { Length: > 0 } answer ? answer : null);

    private static async Task WriteNewAsync(string path, string text, CancellationToken cancellationToken)
    {
        var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        await using var _ = stream.ConfigureAwait(false);
        await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text), cancellationToken).ConfigureAwait(false);
    }

    private static PgCloneException IsThere(string path) => new(
        ErrorCode.InvalidOption, $"There is a {SettingsLoader.FileName} already; nothing was written.", path, advice: "Change it by hand: docs/configuration.md shows every setting.");
}
