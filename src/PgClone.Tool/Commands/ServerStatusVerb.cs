using System.CommandLine;
using PgClone.Configuration;
using PgClone.Tool.Rendering;

namespace PgClone.Tool.Commands;

internal sealed class ServerStatusVerb : Verb
{
    public ServerStatusVerb(ToolHost host, CommonOptions common)
        : base("status", "Says whether the local server runs, and how to connect to it.", host, common) => Add(common.Format);

    public override IReadOnlyList<Example> Examples =>
    [
        new("pgclone server status", "Says whether the local server runs, and whether it is used."),
        new("pgclone server status --format json", "Says it to a program."),
    ];

    protected override async Task RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var settings = Host.LoadSettings();
        ServerStatus.Write(Host.Out, await settings.CreateLocalServer().StatusAsync(cancellationToken).ConfigureAwait(false), settings, parse.GetValue(Common.Format));
    }
}
