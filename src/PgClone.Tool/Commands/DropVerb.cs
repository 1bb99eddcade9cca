using System.CommandLine;
using PgClone.Tool.Rendering;

namespace PgClone.Tool.Commands;

internal sealed class DropVerb : Verb
{
    private readonly Argument<string> _name = new("name") { HelpName = ":name", Description = "The copy's name; the colon is optional." };

    public DropVerb(ToolHost host, CommonOptions common)
        : base("drop", "Drops a copy that 'pgclone copy' made, and nothing else.", host, common)
    {
        Add(_name);
        Add(common.ServerOf);
        common.AddConnectionTo(this);
    }

    public override IReadOnlyList<Example> Examples => [new("pgclone drop :before_upgrade", "Drops that copy.")];

    protected override bool ChangesSomething => true;

    protected override async Task RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var name = parse.GetRequiredValue(_name);
        var (connection, database) = (GetConnection(parse), parse.GetValue(Common.ServerOf));
        await RunEngineAsync(parse, async cloner =>
        {
            await cloner.DropCopyAsync(name, connection, database, cancellationToken).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
        if (GetVerbosity(parse) >= Verbosity.Normal) Messages.Tell(Host.Error, $"Dropped the copy {name}.");
    }
}
