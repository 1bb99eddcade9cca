using System.CommandLine;
using PgClone.Tool.Rendering;

namespace PgClone.Tool.Commands;

internal sealed class ImageListVerb : Verb
{
    public ImageListVerb(ToolHost host, CommonOptions common)
        : base("ls", "Lists the images on this machine, the one that was last used first.", host, common) => Add(common.Format);

    public override IReadOnlyList<Example> Examples =>
    [
        new("pgclone image ls", "Lists the images on this machine."),
        new("pgclone image ls --format json", "Lists them for a program."),
    ];

    protected override async Task RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var images = await RunEngineAsync(parse, cloner => Task.FromResult(cloner.ListImages())).ConfigureAwait(false);
        new Listing(Host.Out, parse.GetValue(Common.Format), DateTimeOffset.UtcNow).Write(images);
    }
}
