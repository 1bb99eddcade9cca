using System.CommandLine;
using PgClone.Configuration;
using PgClone.Tool.Rendering;

namespace PgClone.Tool.Commands;

internal sealed class ServerStartVerb : Verb
{
    public ServerStartVerb(ToolHost host, CommonOptions common)
        : base("start", "Starts the local server, where it does not run yet, and says how to connect to it.", host, common) => Add(common.Format);

    public override IReadOnlyList<Example> Examples =>
    [
        new("pgclone server start", "Starts the local server and shows how to connect to it."),
    ];

    protected override bool ChangesSomething => true;

    protected override async Task RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var settings = Host.LoadSettings();
        var server = settings.CreateLocalServer();
        await server.EnsureStartedAsync(cancellationToken).ConfigureAwait(false);
        ServerStatus.Write(Host.Out, await server.StatusAsync(cancellationToken).ConfigureAwait(false), settings, parse.GetValue(Common.Format));
    }
}
