using System.CommandLine;

namespace PgClone.Tool.Commands;

internal sealed class ImageVerb : Command
{
    public ImageVerb(ToolHost host, CommonOptions common)
        : base("image", "Manages the images on this machine: packed clusters of restored databases, which `restore --images` and fixtures start servers from.")
    {
        Add(new ImageListVerb(host, common));
        Add(new ImageDropVerb(host, common));
    }
}
