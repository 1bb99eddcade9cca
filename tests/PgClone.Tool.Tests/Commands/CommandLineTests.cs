using PgClone.Archives;
using PgClone.Configuration;
using Spectre.Console;

namespace PgClone.Tool.Commands;

public sealed class CommandLineTests : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();
    private readonly Dictionary<string, string> _environment = [];
    private readonly ToolHost _host;

    public CommandLineTests() => _host = new ToolHost(CreateConsole(_output), CreateConsole(_errors), Path.GetTempPath(), _environment);

    public void Dispose()
    {
        _output.Dispose();
        _errors.Dispose();
    }

    [Fact]
    public void Leaves_everything_that_is_not_given_to_the_configuration()
    {
        var options = ParseRestore("restore");

        Assert.Equivalent(new RestoreOptions(), options, strict: true);
    }

    [Fact]
    public void Reads_every_option_of_a_restore()
    {
        var options = ParseRestore(
            "restore", "shop", "--dump-config", "nightly", "--database", "copy", "--connection", "Host=h", "--storage", "/dumps", "--config", "small", "--exclude", "public.log",
            "--exclude-model", "audit.*", "--include-schema", "app", "--include-schema", "ext", "--exclude-schema", "tmp_*", "--include-table", "app.orders",
            "--exclude-table", "app.log_?", "--exclude-extension", "post*", "--include-data", "app.item", "--skip-section", "data", "--map-role", "a=b", "--map-role", "c=d=e", "--map-tablespace", "fast=",
            "--pre-swap-hook", "migrate", "--pre-swap-hook", "mask", "--mask-hook", "names", "--no-hooks", "--jobs", "3", "--engine", "pg_restore", "--on-error", "continue", "--no-owner", "false", "--no-acl",
            "--no-comments", "--no-publications", "true", "--no-subscriptions", "false", "--no-security-labels", "--wait", "10m", "--allow-origin", "--if-changed", "--latest", "--missing-extensions", "leave-out", "--images", "--push-images", "--reversible", "--end-sessions", "--keep-failed", "--templates", "off", "--cold", "--max-age", "24h");

        Assert.Equivalent(
            new RestoreOptions
            {
                Source = "shop",
                DumpConfig = "nightly",
                Database = "copy",
                Connection = "Host=h",
                Storage = "/dumps",
                Config = "small",
                IncludeSchemas = ["app", "ext"],
                ExcludeSchemas = ["tmp_*"],
                IncludeTables = ["app.orders"],
                ExcludeTables = ["app.log_?"],
                ExcludeExtensions = ["post*"],
                IncludeData = ["app.item"],
                Exclude = ["public.log", "audit.*"],
                SkipSections = [ArchiveSection.Data],
                RoleMap = new Dictionary<string, string> { ["a"] = "b", ["c"] = "d=e" },
                TablespaceMap = new Dictionary<string, string> { ["fast"] = "" },
                PreSwapHooks = ["migrate", "mask"],
                MaskHooks = ["names"],
                NoHooks = true,
                Jobs = 3,
                Engine = RestoreEngine.PgRestore,
                OnError = ErrorPolicy.Continue,
                NoOwner = false,
                NoAcl = true,
                NoComments = true,
                NoPublications = true,
                NoSubscriptions = false,
                NoSecurityLabels = true,
                AllowOrigin = true,
                IfChanged = true,
                MissingExtensions = ExtensionPolicy.LeaveOut,
                Images = true,
                PushImages = true,
                Reversible = true,
                EndSessions = true,
                KeepFailed = true,
                Latest = true,
                Templates = TemplateUse.Off,
                Cold = true,
                MaxAge = TimeSpan.FromHours(24),
                Wait = TimeSpan.FromMinutes(10),
            },
            options,
            strict: true);
        AssertNothingIsLeftOut(options);
    }

    [Fact]
    public void Reads_every_option_of_a_dump()
    {
        var parse = PgCloneCommand.Create(_host).Parse(
            ["dump", "shop", "--connection", "Host=h", "--storage", "s3://bucket/dumps", "--config", "small", "--exclude", "public.log", "--pre-dump-hook", "prepare", "--no-hooks",
            "--include-schema", "app", "--exclude-schema", "tmp_*", "--include-table", "app.orders", "--exclude-table", "app.log_?", "--include-data", "app.item", "--no-large-objects",
            "--compress", "zstd:3", "--snapshot", "00000003-0000001B-1", "--dump-argument=--lock-wait-timeout=5s", "--dump-argument=-O"]);

        var options = ((DumpVerb)parse.CommandResult.Command).GetOptions(parse);

        Assert.Equivalent(
            new DumpOptions
            {
                Database = "shop",
                Connection = "Host=h",
                Storage = "s3://bucket/dumps",
                Config = "small",
                Exclude = ["public.log"],
                IncludeSchemas = ["app"],
                ExcludeSchemas = ["tmp_*"],
                IncludeTables = ["app.orders"],
                ExcludeTables = ["app.log_?"],
                IncludeData = ["app.item"],
                NoLargeObjects = true,
                Compress = "zstd:3",
                Snapshot = "00000003-0000001B-1",
                DumpArguments = ["--lock-wait-timeout=5s", "-O"],
                PreDumpHooks = ["prepare"],
                NoHooks = true,
            },
            options,
            strict: true);
        AssertNothingIsLeftOut(options);
    }

    [Fact]
    public void Takes_the_connection_from_the_named_variable()
    {
        _environment["SHOP_DB"] = "Host=h;Password=secret";

        var options = ParseRestore("restore", "--connection-variable", "SHOP_DB");

        Assert.Equal("Host=h;Password=secret", options.Connection);
        Assert.Empty(_errors.ToString());
    }

    [Theory]
    [InlineData("Host=h;Password=secret")]
    [InlineData("postgres://me:secret@h/shop")]
    public void Warns_of_a_password_that_stands_in_the_process_list(string connection)
    {
        ParseRestore("restore", "--connection", connection);

        Assert.StartsWith("warning: --connection holds a password", _errors.ToString());
        Assert.DoesNotContain("secret", _errors.ToString());
    }

    [Theory]
    [InlineData("--shop", "restore", "--no-owner", "--", "--shop")]
    [InlineData("-shop", "restore", "--", "-shop")]
    [InlineData("--no-owner", "restore", "--", "--no-owner")]
    [InlineData("--", "restore", "--", "--")]
    public void Takes_what_follows_two_hyphens_literally(string source, params string[] arguments) =>
        Assert.Equal(source, ParseRestore(arguments).Source);

    [Theory]
    [InlineData("ls", "--", "--locl")]
    [InlineData("ls", "--", "-shop")]
    [InlineData("restore", "--no-owner", "--", "--no-owner")]
    public async Task Looks_for_no_misspelt_option_behind_two_hyphens(params string[] arguments)
    {
        // A store that is none fails after the command line was accepted.
        _environment["PGCLONE_STORAGE"] = "ftp://nowhere";

        var exitCode = await PgCloneCommand.InvokeAsync(arguments, _host, TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.Failed, exitCode);
        Assert.StartsWith("error PGC", _errors.ToString());
    }

    [Theory]
    [InlineData("error: There is no command 'restor'. The nearest is 'restore'.", "pgclone", "restor")]
    [InlineData("error: There is no command 'strat'. The nearest is 'start'.", "pgclone server", "server", "strat")]
    [InlineData("error: There is no option '--locl'. The nearest is '--local'.", "pgclone ls", "ls", "--locl")]
    [InlineData("error: There is no option '--no-onwer'. The nearest is '--no-owner'.", "pgclone restore", "restore", "--no-onwer", "shop")]
    [InlineData("error: There is no option '--no-onwer'. The nearest is '--no-owner'.", "pgclone restore", "restore", "shop", "--no-onwer")]
    [InlineData("error: There is no option '--jbos'. The nearest is '--jobs'.", "pgclone restore", "restore", "--no-owner", "--jbos", "4", "shop")]
    [InlineData("error: There is no option '--jbos=4'. The nearest is '--jobs'.", "pgclone restore", "restore", "--jbos=4", "shop")]
    [InlineData("error: There is no option '--verbositi'. The nearest is '--verbosity'.", "pgclone dump", "dump", "--verbositi", "quiet")]
    [InlineData("error: There is no option '--versoin'. The nearest is '--version'.", "pgclone", "--versoin")]
    [InlineData("error: '--no-onwer' is not a value of --database. The nearest is '--no-owner'.", "pgclone restore", "restore", "--database", "--no-onwer", "shop")]
    [InlineData("error: Unrecognized command or argument 'b'.", "pgclone restore", "restore", "a", "b")]
    [InlineData("error: Unrecognized command or argument '--b'.", "pgclone restore", "restore", "--", "a", "--b")]
    [InlineData("error: There is no option '--no-onwer'. The nearest is '--no-owner'.", "pgclone restore", "restore", "--no-onwer", "--", "shop")]
    [InlineData("error: --jobs must be a whole number of at least 1, but was '0'.", "pgclone restore", "restore", "--jobs", "0")]
    [InlineData("error: --jobs must be a whole number of at least 1, but was 'x'.", "pgclone restore", "restore", "--jobs", "x")]
    [InlineData("error: --map-role must be old=new, each old name once, but was 'owner'.", "pgclone restore", "restore", "--map-role", "owner")]
    [InlineData("error: --engine must be native or pg_restore, but was 'psql'.", "pgclone restore", "restore", "--engine", "psql")]
    [InlineData("error: --wait must be a whole number with s, m or h, such as 30s, 10m or 1h, or 0, but was '1.5h'.", "pgclone restore", "restore", "--wait", "1.5h")]
    [InlineData("error: 'xml' is not a value of --format; it must be one of table, json.", "pgclone ls", "ls", "--format", "xml")]
    [InlineData("error: '1' is not a value of --verbosity; it must be one of quiet, minimal, normal, detailed, diagnostic.", "pgclone dump", "dump", "--verbosity", "1")]
    [InlineData("error: Required argument missing for option: '--exclude'.", "pgclone dump", "dump", "--exclude")]
    [InlineData("error: Only one of --only-db-names, --instances, --configs and --local can be given.", "pgclone ls", "ls", "--local", "--configs")]
    [InlineData("error: --connection and --connection-variable exclude each other.", "pgclone dump", "dump", "--connection", "Host=h", "--connection-variable", "V")]
    public async Task Answers_a_wrong_command_line_with_2_and_the_way_to_help(string error, string command, params string[] arguments)
    {
        var exitCode = await PgCloneCommand.InvokeAsync(arguments, _host, TestContext.Current.CancellationToken);

        var lines = _errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, exitCode);
        Assert.Contains(error, lines);
        Assert.Equal($"'{command} --help' shows what can be given.", lines[^1].TrimEnd());
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public async Task Fails_with_a_code_where_the_named_variable_is_not_set()
    {
        var exitCode = await PgCloneCommand.InvokeAsync(["restore", "--connection-variable", "SHOP_DB"], _host, TestContext.Current.CancellationToken);

        Assert.Equal(1, exitCode);
        Assert.StartsWith("error PGC0001: The environment variable SHOP_DB is not set.", _errors.ToString());
    }

    [Fact]
    public async Task Describes_every_command_argument_and_option_in_its_help()
    {
        var root = PgCloneCommand.Create(_host);

        await PgCloneCommand.InvokeAsync(["--help"], _host, TestContext.Current.CancellationToken);

        Assert.All(root.Subcommands, command => Assert.Contains(command.Name, _output.ToString()));
        Assert.All(
            root.Subcommands.SelectMany(command => command.Arguments.Concat<System.CommandLine.Symbol>(command.Options).Append(command)),
            symbol => Assert.False(string.IsNullOrEmpty(symbol.Description), symbol.Name));
    }

    /// <summary>Fails the test where the engine has an option that no argument above could set.</summary>
    private static void AssertNothingIsLeftOut<T>(T options) =>
        Assert.All(typeof(T).GetProperties(), property => Assert.NotNull(property.GetValue(options)));

    private static IAnsiConsole CreateConsole(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer), Ansi = AnsiSupport.No });
        console.Profile.Width = 1000;
        return console;
    }

    private RestoreOptions ParseRestore(params string[] arguments)
    {
        var parse = PgCloneCommand.Create(_host).Parse(arguments);
        return ((RestoreVerb)parse.CommandResult.Command).GetOptions(parse);
    }
}
