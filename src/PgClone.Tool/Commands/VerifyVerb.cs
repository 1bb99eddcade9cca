using System.CommandLine;
using PgClone.Tool.Rendering;

namespace PgClone.Tool.Commands;

internal sealed class VerifyVerb(ToolHost host, CommonOptions common)
    : ChosenDumpVerb("verify", "Reads a whole dump and compares it with its manifest. Needs no server.", host, common, ByDefaultOfTheSettings)
{
    public override IReadOnlyList<Example> Examples =>
    [
        new("pgclone verify shop", "Reads the newest dump of shop from front to back and says whether it is whole."),
        new("pgclone verify shop --storage /mnt/dumps --format json", "Reads it from another store, and answers a program."),
    ];

    protected override async Task RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var (source, storage, dumpConfig) = GetDump(parse);
        var result = await RunEngineAsync(parse, cloner => cloner.VerifyAsync(source, storage, dumpConfig, cancellationToken)).ConfigureAwait(false);

        if (parse.GetValue(Common.Format) == OutputFormat.Json)
            JsonOutput.Write(Host.Out, result);
        else
            VerifySummary.Write(Host.Out, result, DateTimeOffset.UtcNow);
    }
}
