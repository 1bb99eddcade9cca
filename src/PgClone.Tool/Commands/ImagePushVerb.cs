using System.CommandLine;
using PgClone.Tool.Rendering;

namespace PgClone.Tool.Commands;

internal sealed class ImagePushVerb : Verb
{
    private readonly Argument<string?> _name = new("name")
    {
        HelpName = "name",
        Description = "An image, a dump key, or a database that was dumped. Default: the setting 'database'.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public ImagePushVerb(ToolHost host, CommonOptions common)
        : base("push", "Puts images that are on this machine into the store, beside the dumps; checks every byte on the way.", host, common)
    {
        Add(_name);
        Add(common.Storage);
        Add(common.Format);
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("pgclone image push shop", "Puts the images of dumps of shop into the configured store."),
    ];

    protected override bool ChangesSomething => true;

    protected override async Task RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var (name, storage) = (parse.GetValue(_name), GetStorage(parse));
        var pushed = await RunEngineAsync(parse, cloner => cloner.PushImagesAsync(name, storage, cancellationToken)).ConfigureAwait(false);
        ImageTransfers.Write(Host.Out, parse.GetValue(Common.Format), pushed);
        if (GetVerbosity(parse) < Verbosity.Normal) return;

        foreach (var image in pushed) Messages.Tell(Host.Error, ImageTransfers.Sentence(image));
    }
}
