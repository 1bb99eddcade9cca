using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Images;

namespace PgClone;

/// <summary>The way of an image that is on this machine into the store, while the restore goes on. It never fails: what does not succeed is told, and the next machine makes the image anew.</summary>
/// <param name="store">The images in the store.</param>
/// <param name="progress">Where it is told.</param>
internal sealed class ImagePush(ImageStore store, LoggedProgress progress)
{
    /// <param name="manifest">The image.</param>
    /// <param name="archive">Its archive, which is disposed.</param>
    /// <param name="replaces">Whether what lies there is known to be damaged.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task RunAsync(ImageManifest manifest, IArchiveSource archive, bool replaces, CancellationToken cancellationToken)
    {
        await using var _ = archive.ConfigureAwait(false);
        try
        {
            var key = new ImageKey(manifest.Parts);
            if (replaces) await store.DeleteAsync(key, manifest.Database, cancellationToken).ConfigureAwait(false);
            if (await store.PushAsync(manifest, archive, cancellationToken).ConfigureAwait(false)) progress.Log.ImagePushed(key.Name, manifest.Bytes);
        }
        catch (Exception e) when (e is PgCloneException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            Tell(manifest.DumpKey, e);
        }
        catch (OperationCanceledException e)
        {
            // Who stopped the restore knows.
            progress.Log.ImageNotPushed(e.Reason());
        }
    }

    /// <summary>Tells why the image of a dump was not put into the store.</summary>
    public void Tell(string dump, Exception e)
    {
        progress.Log.ImageNotPushed(e.Reason());
        progress.Report(new Notice($"The image of {dump} was not put into the store: {ImagedServer.Why(e)}."));
    }
}
