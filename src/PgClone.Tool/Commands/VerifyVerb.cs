using System.CommandLine;
using PgClone.Configuration;
using PgClone.Configuration.Options;
using PgClone.Tool.Rendering;

namespace PgClone.Tool.Commands;

internal sealed class VerifyVerb : Verb
{
    private readonly Argument<string?> _source = new("dump key or database")
    {
        HelpName = "dump key or database",
        Description = "A dump key as 'pgclone ls' lists them, or a database's name for its latest dump. Default: the setting 'database'.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly ChoiceOptions<RestoreChoices> _choices = new([RestoreOptionList.DumpConfig]);

    public VerifyVerb(ToolHost host, CommonOptions common)
        : base("verify", "Reads a whole dump and compares it with its manifest. Needs no server.", host, common)
    {
        _source.CompleteDumps(host, common);
        Add(_source);
        _choices.AddTo(this);
        Add(common.Storage);
        Add(common.Format);
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("pgclone verify shop", "Reads the newest dump of shop from front to back and says whether it is whole."),
        new("pgclone verify shop --storage /mnt/dumps --format json", "Reads it from another store, and answers a program."),
    ];

    protected override async Task RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var (source, storage, dumpConfig) = (parse.GetValue(_source), GetStorage(parse), _choices.Read(parse, new RestoreChoices()).DumpConfig);
        var result = await RunEngineAsync(parse, cloner => cloner.VerifyAsync(source, storage, dumpConfig, cancellationToken)).ConfigureAwait(false);

        if (parse.GetValue(Common.Format) == OutputFormat.Json)
            JsonOutput.Write(Host.Out, result);
        else
            VerifySummary.Write(Host.Out, result, DateTimeOffset.UtcNow);
    }
}
