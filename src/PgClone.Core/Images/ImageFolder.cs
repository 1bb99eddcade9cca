using Microsoft.Extensions.Logging;
using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Files;
using PgClone.Servers.Local;

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
    private const string OriginExtension = ".origin";
    private const int BufferSize = 1024 * 1024;

    /// <summary>The images beside the embedded server's data.</summary>
    public static ImageFolder Of(LocalServerOptions options, ILogger log) => new(System.IO.Path.Combine(System.IO.Path.GetFullPath(options.DataRoot), ImageServer.FolderName), log);

    /// <summary>The folder's path.</summary>
    public string Path => path;

    /// <summary>The file that is the lock of an image.</summary>
    public string LockOf(string name) => In(name, ".lock");

    /// <summary>Waits for an image's lock: whoever makes one holds it for as long as a restore takes.</summary>
    /// <param name="name">The image's name.</param>
    /// <param name="onWait">Called once where another process has the lock.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="IOException">The folder can't be made, or nothing written into it.</exception>
    /// <exception cref="UnauthorizedAccessException">As before.</exception>
    public async Task<IDisposable> LockAsync(string name, Action? onWait, CancellationToken cancellationToken)
    {
        PrivateFiles.CreateDirectory(path, reachable: ServerAccount.IsNeeded);
        return await FileLock.WaitAsync(LockOf(name), onWait, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The image with that key; null where there is none.</summary>
    /// <exception cref="InvalidDataException">What has its name is none, or another one.</exception>
    public ImageManifest? Find(ImageKey key)
    {
        if (!File.Exists(In(key.Name, ManifestExtension))) return null;

        var manifest = ImageManifest.Parse(File.ReadAllBytes(In(key.Name, ManifestExtension)));
        return manifest.Key == key.Value ? manifest : throw new InvalidDataException("it is another one's, under this name");
    }

    /// <summary>Whether there is an image with that key, as far as its manifest tells.</summary>
    public bool Has(ImageKey key) => File.Exists(In(key.Name, ArchiveExtension)) && TryRead(In(key.Name, ManifestExtension))?.Key == key.Value;

    /// <summary>The images, the one that was last used first.</summary>
    public IReadOnlyList<(string Name, ImageManifest Manifest, DateTimeOffset Used)> List() =>
        [.. Names().Select(name => (Name: name, Manifest: TryRead(In(name, ManifestExtension))!, Used: (DateTimeOffset)UsedAt(name)))
            .Where(image => image.Manifest is not null).OrderByDescending(image => image.Used).ThenBy(image => image.Name, StringComparer.Ordinal)];

    /// <summary>The names of all that there is something of.</summary>
    public IEnumerable<string> Names() => Directory.Exists(path)
        ? Directory.EnumerateFileSystemEntries(path).Select(entry => System.IO.Path.GetFileName(entry).TrimStart('.').Split('.')[0]).Where(name => name.Length > 0).Distinct()
        : [];

    /// <summary>Packs a stopped cluster. There is an image once all of it is written.</summary>
    /// <param name="key">The image's key.</param>
    /// <param name="dumpKey">The dump that is in it.</param>
    /// <param name="data">The data directory.</param>
    /// <param name="restoreTime">How long the restore took that it was made of.</param>
    /// <param name="cancellationToken">Stops; there is no image then.</param>
    /// <exception cref="IOException">It can't be read or written.</exception>
    /// <exception cref="InvalidDataException">It was not shut down.</exception>
    public async Task AddAsync(ImageKey key, string dumpKey, string data, TimeSpan restoreTime, CancellationToken cancellationToken)
    {
        var control = ControlFile.Read(data);
        if (!control.IsShutDown) throw new InvalidDataException("its server was not shut down");

        await WriteAsync(key.Name, async file =>
        {
            var (hash, bytes, files) = await ImageArchive.PackAsync(data, file, cancellationToken).ConfigureAwait(false);
            return new ImageManifest(key.Value, key.Parts, dumpKey, DateTimeOffset.UtcNow, hash, file.Length, bytes, files, control, restoreTime);
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes an image from elsewhere. There is one once all of it is written and is what the manifest says.</summary>
    /// <exception cref="IOException">It can't be written.</exception>
    /// <exception cref="InvalidDataException">It is another one, cut or damaged.</exception>
    public async Task AddAsync(ImageManifest manifest, IArchiveSource archive, CancellationToken cancellationToken)
    {
        var passed = new CheckedStream(new SourceStream(archive), manifest);
        await using var _ = passed.ConfigureAwait(false);
        await WriteAsync(NameOf(manifest), async file =>
        {
            await passed.CopyToAsync(file, BufferSize, cancellationToken).ConfigureAwait(false);
            return manifest;
        }, cancellationToken).ConfigureAwait(false);
    }

    private async Task WriteAsync(string name, Func<FileStream, Task<ImageManifest>> fillAsync, CancellationToken cancellationToken)
    {
        DeleteUnfinished(name);
        var archive = In(name, ArchiveExtension);
        var unfinished = PrivateFiles.UnfinishedPath(archive);
        try
        {
            ImageManifest manifest;
            var file = PrivateFiles.Create(unfinished, FileOptions.Asynchronous);
            await using (file.ConfigureAwait(false)) manifest = await fillAsync(file).ConfigureAwait(false);

            File.Move(unfinished, archive, overwrite: true);
            await PrivateFiles.WriteAsync(In(name, ManifestExtension), manifest.ToJson(), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>Opens an image's archive; it may be deleted meanwhile.</summary>
    /// <exception cref="PgCloneException">It can't be read.</exception>
    public IArchiveSource Open(ImageManifest manifest) => FileArchiveSource.Open(In(NameOf(manifest), ArchiveExtension));

    /// <inheritdoc cref="ImageArchive.UnpackAsync"/>
    public async Task UnpackAsync(ImageManifest manifest, string folder, CancellationToken cancellationToken)
    {
        var archive = File.OpenRead(In(NameOf(manifest), ArchiveExtension));
        await using var _ = archive.ConfigureAwait(false);
        await ImageArchive.UnpackAsync(archive, manifest, folder, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Notes what the cluster came of, where its image is not here.</summary>
    /// <exception cref="IOException">It can't be written.</exception>
    public Task NoteOriginAsync(ImageManifest manifest, CancellationToken cancellationToken) => PrivateFiles.WriteAsync(In(NameOf(manifest), OriginExtension), manifest.ToJson(), cancellationToken);

    /// <summary>What the cluster came of, where its image is not here; null where that was not noted.</summary>
    public ImageManifest? OriginOf(string name) => TryRead(In(name, OriginExtension));

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
        File.Delete(In(name, OriginExtension));
        File.Delete(LockOf(name));
    }

    /// <summary>Deletes an image, the manifest first, and what writers left of it that were killed. The clusters stay.</summary>
    public void Delete(string name)
    {
        File.Delete(In(name, ManifestExtension));
        File.Delete(In(name, ArchiveExtension));
        DeleteUnfinished(name);
    }

    /// <summary>Whether somebody writes an image, or was killed at that.</summary>
    public bool HasUnfinished(string name) => Unfinished(name).Any();

    /// <summary>Deletes what writers left of an image that were killed.</summary>
    public void DeleteUnfinished(string name)
    {
        foreach (var left in Unfinished(name).ToList()) File.Delete(left);
    }

    private ImageManifest? TryRead(string file)
    {
        try
        {
            return File.Exists(file) ? ImageManifest.Parse(File.ReadAllBytes(file)) : null;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            log.ImagePassedOver(file, e.Reason());
            return null;
        }
    }

    private IEnumerable<string> Unfinished(string name) => Directory.Exists(path) ? Directory.EnumerateFiles(path, $".{name}.*{PrivateFiles.UnfinishedExtension}") : [];

    private static string NameOf(ImageManifest manifest) => new ImageKey(manifest.Parts).Name;

    private string In(string name, string extension) => System.IO.Path.Combine(path, name + extension);
}
