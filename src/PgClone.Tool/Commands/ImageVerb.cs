using System.CommandLine;

namespace PgClone.Tool.Commands;

internal sealed class ImageVerb : Command
{
    public ImageVerb(ToolHost host, CommonOptions common)
        : base("image", "Manages images, on this machine and in the store: packed clusters of restored databases, which `restore --images` and fixtures start servers from.")
    {
        Add(new ImageListVerb(host, common));
        Add(new ImagePushVerb(host, common));
        Add(new ImagePullVerb(host, common));
        Add(new ImagePruneVerb(host, common));
        Add(new ImageDropVerb(host, common));
    }
}
