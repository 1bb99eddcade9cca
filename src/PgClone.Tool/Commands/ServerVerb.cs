using System.CommandLine;

namespace PgClone.Tool.Commands;

internal sealed class ServerVerb : Command
{
    public ServerVerb(ToolHost host, CommonOptions common)
        : base("server", "Manages the embedded local server, which is used where no connection is given.")
    {
        Add(new ServerStartVerb(host, common));
        Add(new ServerStopVerb(host, common));
        Add(new ServerStatusVerb(host, common));
        Add(new ServerInstallVerb(host, common));
        Add(new ServerListVerb(host, common));
        Add(new ServerRemoveVerb(host, common));
    }
}
