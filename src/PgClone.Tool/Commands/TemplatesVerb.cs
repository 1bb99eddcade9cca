using System.CommandLine;

namespace PgClone.Tool.Commands;

internal sealed class TemplatesVerb : Command
{
    public TemplatesVerb(ToolHost host, CommonOptions common)
        : base("templates", "Manages the templates on a server: restored databases that are copied instead of restored the next time.")
    {
        Add(new TemplatesListVerb(host, common));
        Add(new TemplatesDropVerb(host, common));
        Add(new TemplatesPruneVerb(host, common));
    }
}
