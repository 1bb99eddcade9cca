using System.CommandLine;
using PgClone.Diagnostics;
using PgClone.Tool.Rendering;

namespace PgClone.Tool.Commands;

internal sealed class ImageDropVerb : Verb
{
    private readonly Argument<string?> _name = new("name")
    {
        HelpName = "name",
        Description = "An image, a dump key, or a database that was dumped. Default: all images.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public ImageDropVerb(ToolHost host, CommonOptions common)
        : base("drop", "Deletes images, and the servers that came of them with all that is on these; the next restore makes anew what it needs.", host, common)
    {
        Add(_name);
        Add(common.Format);
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("pgclone image drop", "Deletes all images on this machine, and their servers."),
        new("pgclone image drop shop", "Deletes those of dumps of the database shop."),
    ];

    protected override bool ChangesSomething => true;

    protected override async Task RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var name = parse.GetValue(_name);
        var dropped = await RunEngineAsync(parse, cloner => cloner.DropImagesAsync(name, cancellationToken)).ConfigureAwait(false);
        new Listing(Host.Out, parse.GetValue(Common.Format), DateTimeOffset.UtcNow).Write(dropped);
        if (GetVerbosity(parse) >= Verbosity.Normal) Messages.Tell(Host.Error, $"Dropped {Quantity.Of(dropped.Count, "images")}.");
    }
}
