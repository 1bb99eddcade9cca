using System.CommandLine;
using PgClone.Tool.Rendering;

namespace PgClone.Tool.Commands;

internal sealed class UpdateVerb(ToolHost host, CommonOptions common)
    : ChosenDumpVerb("update", "Names the latest dump in pgclone.lock: restores take that one from then on.", host, common, "The database whose latest dump is to be named, or the dump itself. Default: all that pgclone.lock names, else the setting 'database'.")
{
    public override IReadOnlyList<Example> Examples =>
    [
        new("pgclone update shop", "Names the newest dump of shop in pgclone.lock, for everybody to restore."),
        new("pgclone update", "Does so for every database that pgclone.lock names."),
    ];

    protected override bool ChangesSomething => true;

    protected override async Task RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var (source, storage, dumpConfig) = GetDump(parse);
        var updated = await RunEngineAsync(parse, cloner => cloner.UpdateAsync(source, storage, dumpConfig, cancellationToken)).ConfigureAwait(false);

        if (parse.GetValue(Common.Format) == OutputFormat.Json)
            JsonOutput.Write(Host.Out, updated);
        else
            UpdateSummary.Write(Host.Out, updated, DateTimeOffset.UtcNow);
        if (GetVerbosity(parse) >= Verbosity.Normal) Messages.Tell(Host.Error, UpdateSummary.Sentence(updated));
    }
}
