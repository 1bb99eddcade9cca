using System.CommandLine;
using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Tool.Rendering;

namespace PgClone.Tool.Commands;

internal sealed class TemplatesPruneVerb : Verb
{
    private readonly Option<string?> _unusedFor = new("--unused-for") { Description = $"Also those that nobody has copied for so long: {Age.Expected}.", HelpName = "age" };

    public TemplatesPruneVerb(ToolHost host, CommonOptions common)
        : base("prune", "Drops the templates that are of no use any more, or too many.", host, common)
    {
        Add(_unusedFor);
        Add(common.ServerOf);
        common.AddConnectionTo(this);
        Add(common.Format);
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("pgclone templates prune", "Drops what would be made anew, and what is over templateCount or templateSize: 20 and 10 GiB, unless settings say otherwise."),
        new("pgclone templates prune --unused-for 7d", "Drops what nobody has copied for a week, too."),
    ];

    protected override bool ChangesSomething => true;

    protected override async Task RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var (connection, database) = (GetConnection(parse), parse.GetValue(Common.ServerOf));
        TimeSpan? unusedFor = parse.GetValue(_unusedFor) is { } age ? Age.Parse(age, _unusedFor.Name) : null;
        var dropped = await RunEngineAsync(parse, cloner => cloner.PruneTemplatesAsync(unusedFor, connection, database, cancellationToken)).ConfigureAwait(false);
        new Listing(Host.Out, parse.GetValue(Common.Format), DateTimeOffset.UtcNow).Write(dropped);
        if (GetVerbosity(parse) >= Verbosity.Normal) Messages.Tell(Host.Error, $"Dropped {Quantity.Of(dropped.Count, "templates")}.");
    }
}
