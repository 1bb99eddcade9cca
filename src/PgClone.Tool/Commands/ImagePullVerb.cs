using System.CommandLine;
using PgClone.Tool.Rendering;

namespace PgClone.Tool.Commands;

internal sealed class ImagePullVerb : Verb
{
    private readonly Argument<string?> _name = new("name")
    {
        HelpName = "name",
        Description = "An image, a dump key, or a database that was dumped, for the image that was made last. Default: the setting 'database'.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public ImagePullVerb(ToolHost host, CommonOptions common)
        : base("pull", "Fetches an image that this machine can use from the store; checks every byte before it is there.", host, common)
    {
        Add(_name);
        Add(common.Storage);
        Add(common.Format);
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("pgclone image pull shop", "Fetches the newest image of a dump of shop from the configured store."),
    ];

    protected override bool ChangesSomething => true;

    protected override async Task RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var (name, storage) = (parse.GetValue(_name), GetStorage(parse));
        var pulled = await RunEngineAsync(parse, cloner => cloner.PullImageAsync(name, storage, cancellationToken)).ConfigureAwait(false);
        ImageTransfers.Write(Host.Out, parse.GetValue(Common.Format), [pulled]);
        if (GetVerbosity(parse) >= Verbosity.Normal) Messages.Tell(Host.Error, ImageTransfers.Sentence(pulled));
    }
}
