using System.CommandLine;
using PgClone.Configuration;
using PgClone.Configuration.Options;
using PgClone.Tool.Rendering;

namespace PgClone.Tool.Commands;

internal sealed class UpdateVerb : Verb
{
    private readonly Argument<string?> _source = new("database or dump key")
    {
        HelpName = "database or dump key",
        Description = "The database whose latest dump is to be named, or the dump itself. Default: all that pgclone.lock names, else the setting 'database'.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly ChoiceOptions<RestoreChoices> _choices = new([RestoreOptionList.DumpConfig]);

    public UpdateVerb(ToolHost host, CommonOptions common)
        : base("update", "Names the latest dump in pgclone.lock: restores take that one from then on.", host, common)
    {
        _source.CompleteDumps(host, common);
        Add(_source);
        _choices.AddTo(this);
        Add(common.Storage);
        Add(common.Format);
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("pgclone update shop", "Names the newest dump of shop in pgclone.lock, for everybody to restore."),
        new("pgclone update", "Does so for every database that pgclone.lock names."),
    ];

    protected override bool ChangesSomething => true;

    protected override async Task RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var (source, storage, dumpConfig) = (parse.GetValue(_source), GetStorage(parse), _choices.Read(parse, new RestoreChoices()).DumpConfig);
        var updated = await RunEngineAsync(parse, cloner => cloner.UpdateAsync(source, storage, dumpConfig, cancellationToken)).ConfigureAwait(false);

        if (parse.GetValue(Common.Format) == OutputFormat.Json)
            JsonOutput.Write(Host.Out, updated);
        else
            UpdateSummary.Write(Host.Out, updated, DateTimeOffset.UtcNow);
        if (GetVerbosity(parse) >= Verbosity.Normal) Messages.Tell(Host.Error, UpdateSummary.Sentence(updated));
    }
}
