using System.CommandLine;
using PgClone.Tool.Rendering;

namespace PgClone.Tool.Commands;

internal sealed class ImageListVerb : Verb
{
    private readonly Option<bool> _remote = new("--remote") { Description = "Lists the images in the store, the one that was made last first." };

    public ImageListVerb(ToolHost host, CommonOptions common)
        : base("ls", "Lists the images on this machine, the one that was last used first.", host, common)
    {
        Add(_remote);
        Add(common.Storage);
        Add(common.Format);
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("pgclone image ls", "Lists the images on this machine."),
        new("pgclone image ls --remote", "Lists those in the configured store."),
        new("pgclone image ls --format json", "Lists them for a program."),
    ];

    protected override async Task RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var listing = new Listing(Host.Out, parse.GetValue(Common.Format), DateTimeOffset.UtcNow);
        var storage = GetStorage(parse);
        if (parse.GetValue(_remote))
            listing.Write(await RunEngineAsync(parse, cloner => cloner.ListStoredImagesAsync(storage: storage, cancellationToken: cancellationToken)).ConfigureAwait(false));
        else
            listing.Write(await RunEngineAsync(parse, cloner => Task.FromResult(cloner.ListImages())).ConfigureAwait(false));
    }
}
