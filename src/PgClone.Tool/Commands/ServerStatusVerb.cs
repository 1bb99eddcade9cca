using System.CommandLine;
using PgClone.Configuration;
using PgClone.Tool.Rendering;

namespace PgClone.Tool.Commands;

internal sealed class ServerStatusVerb : Verb
{
    public ServerStatusVerb(ToolHost host, CommonOptions common)
        : base("status", "Says whether the local server runs, and how to connect to it.", host, common) => Add(common.Format);

    protected override async Task RunAsync(ParseResult parse, CancellationToken cancellationToken) =>
        ServerStatus.Write(Host.Out, await Host.LoadSettings().CreateLocalServer().StatusAsync(cancellationToken).ConfigureAwait(false), parse.GetValue(Common.Format));
}
