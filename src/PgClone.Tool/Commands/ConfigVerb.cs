using System.CommandLine;

namespace PgClone.Tool.Commands;

internal sealed class ConfigVerb : Command
{
    public ConfigVerb(ToolHost host, CommonOptions common)
        : base("config", "Shows what is configured.") => Add(new ConfigShowVerb(host, common));
}
