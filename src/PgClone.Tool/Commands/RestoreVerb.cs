using System.CommandLine;
using PgClone.Configuration;
using PgClone.Configuration.Options;
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

    private readonly ChoiceOptions<RestoreChoices> _choices = new(RestoreOptionList.All);

    public RestoreVerb(ToolHost host, CommonOptions common)
        : base("restore", "Restores a dump beside the live database, runs the pre-swap hooks and swaps the result in.", host, common)
    {
        Add(_source);
        Add(_database);
        Add(common.Storage);
        common.AddConnectionTo(this);
        Add(common.Config);
        _choices.AddTo(this);
        Add(common.Format);
    }

    protected override bool ChangesSomething => true;

    protected override async Task RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var options = GetOptions(parse);
        var result = await RunEngineAsync(parse, cloner => cloner.RestoreAsync(options, cancellationToken)).ConfigureAwait(false);

        if (parse.GetValue(Common.Format) == OutputFormat.Json)
            JsonOutput.Write(Host.Out, result);
        else
            RestoreSummary.Write(Host.Out, result);
    }

    internal RestoreOptions GetOptions(ParseResult parse)
    {
        var options = new RestoreOptions
        {
            Source = parse.GetValue(_source),
            Database = parse.GetValue(_database),
            Connection = GetConnection(parse),
            Storage = GetStorage(parse),
            Config = parse.GetValue(Common.Config),
        };
        return (RestoreOptions)_choices.Read(parse, options);
    }
}
