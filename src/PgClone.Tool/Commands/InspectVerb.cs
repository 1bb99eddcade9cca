using System.CommandLine;
using PgClone.Tool.Rendering;

namespace PgClone.Tool.Commands;

internal sealed class InspectVerb(ToolHost host, CommonOptions common)
    : ChosenDumpVerb("inspect", "Says what a dump holds: where it comes from, and its tables by size. Needs no server.", host, common, ByDefaultOfTheSettings)
{
    public override IReadOnlyList<Example> Examples =>
    [
        new("pgclone inspect shop", "Shows what the newest dump of shop holds."),
        new("pgclone inspect shop --format json", "Says it to a program."),
    ];

    protected override async Task RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var (source, storage, dumpConfig) = GetDump(parse);
        var result = await RunEngineAsync(parse, cloner => cloner.InspectAsync(source, storage, dumpConfig, cancellationToken)).ConfigureAwait(false);

        if (parse.GetValue(Common.Format) == OutputFormat.Json)
            JsonOutput.Write(Host.Out, result);
        else
            InspectSummary.Write(Host.Out, result, DateTimeOffset.UtcNow);
    }
}
