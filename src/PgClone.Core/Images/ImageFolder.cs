using Microsoft.Extensions.Logging;
using PgClone.Diagnostics;
using PgClone.Files;

namespace PgClone.Images;

/// <summary>
/// The images of one user: for each an archive and, written last, a manifest. Beside them lie the clusters that came of them. Whoever makes, unpacks or deletes
/// one holds its lock.
/// </summary>
/// <param name="path">The folder's path.</param>
/// <param name="log">Where what fails and is passed over is logged.</param>
internal sealed class ImageFolder(string path, ILogger log)
{
    public const string ArchiveExtension = ".tar.zst";

    private const string ManifestExtension = ".json";
    private const string TargetExtension = ".target";

    /// <summary>The folder's path.</summary>
    public string Path => path;

    /// <summary>The file that is the lock of an image.</summary>
    public string LockOf(string name) => In(name, ".lock");

    /// <summary>The image with that key; null where there is none.</summary>
    /// <exception cref="InvalidDataException">What has its name is none, or another one.</exception>
    public ImageManifest? Find(ImageKey key)
    {
        if (!File.Exists(In(key.Name, ManifestExtension))) return null;

        var manifest = ImageManifest.Parse(File.ReadAllBytes(In(key.Name, ManifestExtension)));
        return manifest.Key == key.Value ? manifest : throw new InvalidDataException("it is another one's, under this name");
    }

    /// <summary>The images, the one that was last used first.</summary>
    public IReadOnlyList<(string Name, ImageManifest Manifest, DateTimeOffset Used)> List() =>
        [.. Names().Select(name => (Name: name, Manifest: TryRead(name)!, Used: (DateTimeOffset)UsedAt(name)))
            .Where(image => image.Manifest is not null).OrderByDescending(image => image.Used).ThenBy(image => image.Name, StringComparer.Ordinal)];

    /// <summary>The names of all that there is something of.</summary>
    public IEnumerable<string> Names() => Directory.Exists(path)
        ? Directory.EnumerateFileSystemEntries(path).Select(entry => System.IO.Path.GetFileName(entry).Split('.')[0]).Where(name => name.Length > 0).Distinct()
        : [];

    /// <summary>Packs a stopped cluster. There is an image once all of it is written.</summary>
    /// <exception cref="IOException">It can't be read or written.</exception>
    /// <exception cref="InvalidDataException">It was not shut down.</exception>
    public async Task AddAsync(ImageKey key, string dumpKey, string data, CancellationToken cancellationToken)
    {
        var control = ControlFile.Read(data);
        if (!control.IsShutDown) throw new InvalidDataException("its server was not shut down");

        var archive = In(key.Name, ArchiveExtension);
        var unfinished = PrivateFiles.UnfinishedPath(archive);
        try
        {
            ImageManifest manifest;
            var file = PrivateFiles.Create(unfinished, FileOptions.Asynchronous);
            await using (file.ConfigureAwait(false))
            {
                var (hash, bytes, files) = await ImageArchive.PackAsync(data, file, cancellationToken).ConfigureAwait(false);
                manifest = new ImageManifest(key.Value, key.Parts, dumpKey, DateTimeOffset.UtcNow, hash, file.Length, bytes, files, control);
            }

            File.Move(unfinished, archive, overwrite: true);
            await PrivateFiles.WriteAsync(In(key.Name, ManifestExtension), manifest.ToJson(), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <inheritdoc cref="ImageArchive.UnpackAsync"/>
    public async Task UnpackAsync(ImageManifest manifest, string folder, CancellationToken cancellationToken)
    {
        var archive = File.OpenRead(In(new ImageKey(manifest.Parts).Name, ArchiveExtension));
        await using var _ = archive.ConfigureAwait(false);
        await ImageArchive.UnpackAsync(archive, manifest, folder, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Notes that an image, or its cluster, was used.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="holdsTarget">Whether somebody's own database is in the cluster now.</param>
    public void NoteUse(string name, bool holdsTarget)
    {
        foreach (var file in new[] { In(name, ManifestExtension), LockOf(name) }.Where(File.Exists)) File.SetLastWriteTimeUtc(file, DateTime.UtcNow);
        if (holdsTarget) File.WriteAllBytes(In(name, TargetExtension), []);
    }

    /// <summary>When it was last used.</summary>
    public DateTime UsedAt(string name) => new[] { LockOf(name), In(name, ManifestExtension) }.Where(File.Exists).Select(File.GetLastWriteTimeUtc).DefaultIfEmpty(DateTime.UtcNow).Max();

    /// <summary>Whether a target was restored into the cluster.</summary>
    public bool HoldsTarget(string name) => File.Exists(In(name, TargetExtension));

    /// <summary>Forgets what was noted.</summary>
    public void Forget(string name)
    {
        File.Delete(In(name, TargetExtension));
        File.Delete(LockOf(name));
    }

    /// <summary>Deletes an image, the manifest first, and what writers left of it that were killed. The clusters stay.</summary>
    public void Delete(string name)
    {
        File.Delete(In(name, ManifestExtension));
        File.Delete(In(name, ArchiveExtension));
        if (!Directory.Exists(path)) return;

        foreach (var left in Directory.EnumerateFiles(path, $".{name}.*{PrivateFiles.UnfinishedExtension}").ToList()) File.Delete(left);
    }

    private ImageManifest? TryRead(string name)
    {
        try
        {
            return File.Exists(In(name, ManifestExtension)) ? ImageManifest.Parse(File.ReadAllBytes(In(name, ManifestExtension))) : null;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            log.ImagePassedOver(In(name, ManifestExtension), e.Reason());
            return null;
        }
    }

    private string In(string name, string extension) => System.IO.Path.Combine(path, name + extension);
}
