using Microsoft.Extensions.Logging;
using PgClone.Diagnostics;
using PgClone.Servers.Local;

namespace PgClone.Images;

/// <summary>Keeps images and their clusters from filling the disk. What somebody holds the lock of is in use, and stays.</summary>
/// <param name="options">The embedded server's options.</param>
/// <param name="folder">The images.</param>
/// <param name="log">Where what can't be deleted is logged.</param>
internal sealed class ImageCleaner(LocalServerOptions options, ImageFolder folder, ILogger log)
{
    /// <summary>What all archives together may take.</summary>
    private const long MostBytes = 10L << 30;

    /// <summary>How long nobody has to have restored on a server before its cluster goes.</summary>
    private static readonly TimeSpan ClusterAge = TimeSpan.FromDays(7);

    /// <summary>Deletes what killed processes were making, the archives that are too many, and the clusters that nobody uses and no target was restored into.</summary>
    public async Task PruneAsync(CancellationToken cancellationToken)
    {
        var bytes = 0L;
        foreach (var (name, _, _) in folder.List().Where(image => (bytes += image.Manifest.Bytes) > MostBytes).ToList())
            await TryDeleteAsync(name, deletesImage: true, deletesCluster: false, cancellationToken).ConfigureAwait(false);

        foreach (var name in folder.Names().ToList())
        {
            var server = new ImageServer(options, name, log);
            var isUnused = server.IsUnpacked && !folder.HoldsTarget(name) && folder.UsedAt(name) < DateTime.UtcNow - ClusterAge;
            if (isUnused || server.IsMaking || folder.HasUnfinished(name)) await TryDeleteAsync(name, deletesImage: false, deletesCluster: isUnused, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Deletes the archive of an image, or its cluster after its server was stopped, or both; and what somebody was making it with who was killed.</summary>
    /// <returns>Whether it was; false where somebody is at work on it, or it can't be.</returns>
    public async Task<bool> TryDeleteAsync(string name, bool deletesImage, bool deletesCluster, CancellationToken cancellationToken)
    {
        try
        {
            using var held = FileLock.TryAcquire(folder.LockOf(name));
            if (held is null) return false;

            var server = new ImageServer(options, name, log);
            await server.DeleteMakingAsync(cancellationToken).ConfigureAwait(false);
            folder.DeleteUnfinished(name);
            if (deletesImage) folder.Delete(name);
            if (!deletesCluster) return true;

            await server.DeleteAsync(cancellationToken).ConfigureAwait(false);
            folder.Forget(name);
            return true;
        }
        catch (Exception e) when (e is PgCloneException or IOException or UnauthorizedAccessException)
        {
            log.ImageLeft(name, e.Reason());
            return false;
        }
    }
}
