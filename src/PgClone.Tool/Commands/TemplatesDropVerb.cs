using System.CommandLine;
using PgClone.Diagnostics;
using PgClone.Tool.Rendering;

namespace PgClone.Tool.Commands;

internal sealed class TemplatesDropVerb : Verb
{
    private readonly Argument<string?> _name = new("name")
    {
        HelpName = "name",
        Description = "A template, a dump key, or a database that was dumped. Default: all templates.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public TemplatesDropVerb(ToolHost host, CommonOptions common)
        : base("drop", "Drops templates; the next restore makes anew what it needs.", host, common)
    {
        Add(_name);
        Add(common.ServerOf);
        common.AddConnectionTo(this);
        Add(common.Format);
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("pgclone templates drop", "Drops all templates on the server."),
        new("pgclone templates drop shop", "Drops those of dumps of the database shop."),
    ];

    protected override bool ChangesSomething => true;

    protected override async Task RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var (name, connection, database) = (parse.GetValue(_name), GetConnection(parse), parse.GetValue(Common.ServerOf));
        var dropped = await RunEngineAsync(parse, cloner => cloner.DropTemplatesAsync(name, connection, database, cancellationToken)).ConfigureAwait(false);
        new Listing(Host.Out, parse.GetValue(Common.Format), DateTimeOffset.UtcNow).Write(dropped);
        if (GetVerbosity(parse) >= Verbosity.Normal) Messages.Tell(Host.Error, $"Dropped {Quantity.Of(dropped.Count, "templates")}.");
    }
}
