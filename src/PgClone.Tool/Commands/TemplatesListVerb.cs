using System.CommandLine;
using PgClone.Tool.Rendering;

namespace PgClone.Tool.Commands;

internal sealed class TemplatesListVerb : Verb
{
    public TemplatesListVerb(ToolHost host, CommonOptions common)
        : base("ls", "Lists the templates on the server, the one that was last copied first.", host, common)
    {
        Add(common.ServerOf);
        common.AddConnectionTo(this);
        Add(common.Format);
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("pgclone templates ls", "Lists the templates on the server."),
        new("pgclone templates ls --format json", "Lists them for a program."),
    ];

    protected override async Task RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var (connection, database) = (GetConnection(parse), parse.GetValue(Common.ServerOf));
        var templates = await RunEngineAsync(parse, cloner => cloner.ListTemplatesAsync(connection, database, cancellationToken)).ConfigureAwait(false);
        new Listing(Host.Out, parse.GetValue(Common.Format), DateTimeOffset.UtcNow).Write(templates);
    }
}
