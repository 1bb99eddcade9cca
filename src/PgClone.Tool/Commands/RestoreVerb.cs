using System.CommandLine;
using PgClone.Tool.Rendering;

namespace PgClone.Tool.Commands;

internal sealed class RestoreVerb : Verb
{
    private readonly Argument<string?> _source = new("dump key or database")
    {
        Description = "A dump key as 'pgclone ls' lists them, or a database's name for its latest dump. Default: the target's latest dump.",
        HelpName = "dump key or database",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _database = new("--database")
    {
        Description = "The database to restore into. Default: the setting 'database', else the one that was dumped.",
        HelpName = "name",
    };

    private readonly Option<string[]> _preSwapHooks = new("--pre-swap-hook")
    {
        Description = "Run this hook on the restored database before it is swapped in. Can be given several times. "
            + "Default: 'migrate', where it is defined.",
        HelpName = "hook",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<int?> _jobs = CreateJobs();

    private readonly Option<bool?> _noOwner = new("--no-owner")
    {
        Description = "Leave out ownership (the default). '--no-owner false' restores it; the roles have to exist.",
        HelpName = "true|false",
    };

    private readonly Option<bool?> _noAcl = new("--no-acl")
    {
        Description = "Leave out privileges (the default). '--no-acl false' restores them; the roles have to exist.",
        HelpName = "true|false",
    };

    public RestoreVerb(ToolHost host)
        : base("restore", "Restores a dump beside the live database, runs the pre-swap hooks and swaps the result in.", host)
    {
        Add(_source);
        Add(_database);
        Add(CommonOptions.Storage);
        Add(CommonOptions.Connection);
        Add(CommonOptions.ConnectionVariable);
        Add(CommonOptions.Config);
        Add(CommonOptions.Exclude);
        Add(_preSwapHooks);
        Add(_jobs);
        Add(_noOwner);
        Add(_noAcl);
        Add(CommonOptions.Format);
    }

    protected override async Task RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var options = GetOptions(parse);
        var result = await RunEngineAsync(parse, cloner => cloner.RestoreAsync(options, cancellationToken)).ConfigureAwait(false);

        if (parse.GetValue(CommonOptions.Format) == OutputFormat.Json)
            JsonOutput.Write(Host.Out, result);
        else
            RestoreSummary.Write(Host.Out, result);
    }

    internal RestoreOptions GetOptions(ParseResult parse) => new()
    {
        Source = parse.GetValue(_source),
        Database = parse.GetValue(_database),
        Connection = GetConnection(parse),
        Storage = GetStorage(parse),
        Config = parse.GetValue(CommonOptions.Config),
        Exclude = parse.GetList(CommonOptions.Exclude),
        PreSwapHooks = parse.GetList(_preSwapHooks),
        Jobs = parse.GetValue(_jobs),
        NoOwner = parse.GetValue(_noOwner),
        NoAcl = parse.GetValue(_noAcl),
    };

    private static Option<int?> CreateJobs()
    {
        var option = new Option<int?>("--jobs", "-j")
        {
            Description = "Connections to use at once. Default: one per processor, 2 to 8.",
            HelpName = "number",
        };
        option.Validators.Add(result =>
        {
            if (result.Errors.Any() || result.GetValueOrDefault<int?>() is not < 1) return;
            result.AddError("--jobs must be 1 or more.");
        });
        return option;
    }
}
