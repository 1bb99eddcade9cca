using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using PgClone.Configuration;
using PgClone.Tool.Rendering;

namespace PgClone.Tool.Commands;

internal sealed class ServerListVerb : Verb
{
    public ServerListVerb(ToolHost host, CommonOptions common)
        : base("ls", "Lists the server packages on this machine, the newest first.", host, common)
    {
        Aliases.Add("list");
        Add(common.Format);
    }

    public override IReadOnlyList<Example> Examples => [new("pgclone server ls", "Lists the servers that came in packages.")];

    protected override Task RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var servers = Host.LoadSettings().CreateServerStore(NullLogger.Instance).List();
        new Listing(Host.Out, parse.GetValue(Common.Format), DateTimeOffset.UtcNow).Write(servers.Select(server => server.Manifest.FolderName));
        return Task.CompletedTask;
    }
}
