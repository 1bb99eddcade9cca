using System.CommandLine;
using PgClone.Diagnostics;
using PgClone.Tool.Rendering;

namespace PgClone.Tool.Commands;

internal sealed class ReapVerb : Verb
{
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Drops nothing, and names what would be dropped." };

    public ReapVerb(ToolHost host, CommonOptions common)
        : base("reap", "Drops what killed commands left on the server, and what was kept and has expired; every restore does so, too.", host, common)
    {
        Add(_dryRun);
        Add(common.ServerOf);
        common.AddConnectionTo(this);
    }

    public override IReadOnlyList<Example> Examples => [new("pgclone reap --dry-run", "Names the databases that would be dropped.")];

    protected override bool ChangesSomething => true;

    protected override async Task RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var isDry = parse.GetValue(_dryRun);
        var (connection, database) = (GetConnection(parse), parse.GetValue(Common.ServerOf));
        var names = await RunEngineAsync(parse, cloner => cloner.ReapAsync(connection, isDry, database, cancellationToken)).ConfigureAwait(false);

        foreach (var name in names) Host.Out.WriteRaw(name);
        if (GetVerbosity(parse) >= Verbosity.Normal) Messages.Tell(Host.Error, $"{(isDry ? "Would drop" : "Dropped")} {Quantity.Of(names.Count, "databases")}.");
    }
}
