using System.CommandLine;
using PgClone.Configuration;
using PgClone.Tool.Rendering;

namespace PgClone.Tool.Commands;

internal sealed class ServerStopVerb(ToolHost host, CommonOptions common)
    : Verb("stop", "Stops the local server, ending the sessions in it. Its data stays.", host, common)
{
    public override IReadOnlyList<Example> Examples =>
    [
        new("pgclone server stop", "Stops the local server; its databases stay."),
    ];

    protected override async Task RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var stopped = await Host.LoadSettings().CreateLocalServer().StopAsync(cancellationToken).ConfigureAwait(false);
        if (GetVerbosity(parse) >= Verbosity.Normal)
            Messages.Tell(Host.Error, stopped ? "The local server is stopped." : "The local server was not running.");
    }
}
