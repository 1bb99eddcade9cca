using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Images;
using PgClone.Restoring;
using PgClone.Servers;
using PgClone.Storage;

namespace PgClone;

/// <content>Restores on servers whose data comes out of images.</content>
public sealed partial class PgCloner
{
    /// <summary>The server to restore on: where images are chosen, and the embedded one is meant, that of the image; and what ends when the image has gone into the store, if it does.</summary>
    private async Task<(PostgresServer Server, Task Pushing)> GetServerAsync(ResolvedRestore restore, IRestoreEngine engine, bool replaces, CancellationToken cancellationToken)
    {
        var imaged = restore.UsesImages ? FindImaged(restore, engine, replaces, cancellationToken) : null;
        return imaged is not null && await imaged.TryGetAsync(cancellationToken).ConfigureAwait(false) is { } server
            ? (server.WithLog(Log).WithLimits(new(settings.LockTimeout, settings.StatementTimeout)), imaged.Pushing)
            : (await GetServerAsync(restore.Connection, cancellationToken).ConfigureAwait(false), Task.CompletedTask);
    }

    /// <summary>The images of this machine, and the servers that came of them, the one that was last used first.</summary>
    public IReadOnlyList<ImageInfo> ListImages()
    {
        var folder = Images;
        var images = folder.List().ToDictionary(image => image.Name, image => image.Manifest);
        return [.. folder.Names()
            .Select(name => (Name: name, Manifest: images.GetValueOrDefault(name), IsUnpacked: new ImageServer(settings.LocalServerOptions(), name, Log).IsUnpacked))
            .Where(image => image.Manifest is not null || image.IsUnpacked)
            .Select(image => (image.Name, image.Manifest, image.IsUnpacked, Of: image.Manifest ?? folder.OriginOf(image.Name)))
            .Select(image => new ImageInfo(image.Name, image.Of?.DumpKey, image.Of?.Created, folder.UsedAt(image.Name), image.Manifest?.Bytes, image.IsUnpacked, folder.HoldsTarget(image.Name)))
            .OrderByDescending(image => image.Used).ThenBy(image => image.Name, StringComparer.Ordinal)];
    }

    /// <summary>Deletes images. Their servers are stopped, ending the sessions there, and deleted with all that is on them.</summary>
    /// <param name="name">An image's name, a dump key, or the name of a database that was dumped; null: all images.</param>
    /// <param name="cancellationToken">Stops; what was deleted by then stays deleted.</param>
    /// <returns>Those that were deleted; one that a restore is at work on is not.</returns>
    public async Task<IReadOnlyList<ImageInfo>> DropImagesAsync(string? name = null, CancellationToken cancellationToken = default)
    {
        var dropped = new List<ImageInfo>();
        var cleaner = new ImageCleaner(settings.LocalServerOptions(), Images, Log);
        foreach (var image in ListImages().Where(image => name is null || IsMeant(name, image.Name, image.DumpKey)))
        {
            if (await cleaner.TryDeleteAsync(image.Name, deletesImage: true, deletesCluster: true, cancellationToken).ConfigureAwait(false)) dropped.Add(image);
        }

        return dropped;
    }

    /// <summary>Whether somebody means an image by its name, by its dump's key, or by the database that was dumped.</summary>
    private static bool IsMeant(string wanted, string name, string? dumpKey) => wanted == name || wanted == dumpKey || (DumpKey.TryParse(dumpKey, out var key) && key.Database == wanted);

    private ImageFolder Images => ImageFolder.Of(settings.LocalServerOptions(), Log);

    private ImagedServer? FindImaged(ResolvedRestore restore, IRestoreEngine engine, bool replaces, CancellationToken cancellationToken)
    {
        if (restore.Connection is not null || !settings.MeansLocalServer())
        {
            _progress.Report(new Notice("No image is used: they are of the embedded server only, and another one is named."));
            return null;
        }

        return new ImagedServer(
            settings.LocalServerOptions(), restore, engine, replaces, () => OpenEngineAsync(restore with { Source = engine.Dump.Key.Value }, cancellationToken), FindStoredImages(restore.Storage), Seen, _progress);
    }
}
