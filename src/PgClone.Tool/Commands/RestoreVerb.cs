using System.CommandLine;
using PgClone.Configuration;
using PgClone.Configuration.Options;
using PgClone.Tool.Rendering;

namespace PgClone.Tool.Commands;

internal sealed class RestoreVerb : Verb
{
    private readonly Argument<string?> _source = new("dump key or database")
    {
        Description = "A dump key as 'pgclone ls' lists them, a database's name for its latest dump, or :name for a database on the server (:previous, :current). Default: the target's latest dump.",
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
        _source.CompleteDumps(host, common);
        Add(_source);
        Add(_database);
        Add(common.Storage);
        common.AddConnectionTo(this);
        Add(common.Config);
        _choices.AddTo(this);
        Add(common.Format);
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("pgclone restore shop", "Restores the newest dump of shop in the place of the database shop."),
        new("pgclone restore shop --database shop_test", "Restores it under another name."),
        new("pgclone restore :previous --reversible", "Goes back to what the database was before the last reversible restore, and can do so again."),
        new("pgclone restore shop --exclude audit_log --jobs 4", "Leaves out the rows of a table, and uses four connections."),
    ];

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
