using System.Collections.Concurrent;
using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Storage;

namespace PgClone.Images;

/// <summary>
/// The images in a store, beside its dumps. An archive's name holds its hash, so that those of several makers are in nobody's way; the manifest, written last and never over another,
/// decides whose is the image. What a killed maker left is an archive that no manifest names.
/// </summary>
/// <param name="shelf">Where they lie.</param>
internal sealed class ImageStore(IShelf shelf)
{
    /// <summary>The folder in the store that all images lie in. It is a part of a documented layout.</summary>
    public const string FolderName = "images";

    private const string ManifestExtension = ".json";
    private const int HashInName = 32;
    private const int ReadsAtOnce = 8;

    /// <summary>The manifest of the image with that key; null where there is none.</summary>
    /// <exception cref="InvalidDataException">What has its name is none, or another one.</exception>
    /// <exception cref="PgCloneException">The store can't be read.</exception>
    public async Task<ImageManifest?> FindAsync(ImageKey key, string database, CancellationToken cancellationToken)
    {
        if (await shelf.ReadAsync(ManifestOf(key, database), cancellationToken).ConfigureAwait(false) is not { } json) return null;

        var manifest = ImageManifest.Parse(json.Span);
        return manifest.Key == key.Value ? manifest : throw new InvalidDataException("it is another one's, under this name");
    }

    /// <summary>Opens an image's archive.</summary>
    /// <exception cref="InvalidDataException">It is not there, or another one.</exception>
    /// <exception cref="PgCloneException">The store can't be read.</exception>
    public async Task<IArchiveSource> OpenAsync(ImageManifest manifest, CancellationToken cancellationToken)
    {
        var archive = await shelf.OpenAsync(ArchiveOf(manifest), cancellationToken).ConfigureAwait(false) ?? throw new InvalidDataException("its archive is not there");
        if (archive.Length == manifest.Bytes) return archive;

        await archive.DisposeAsync().ConfigureAwait(false);
        throw new InvalidDataException("it is cut, or another one: its length is not that of its manifest");
    }

    /// <summary>Puts an image into the store, unless there is one with that key.</summary>
    /// <param name="manifest">What it is.</param>
    /// <param name="archive">Its archive, which is compared with the manifest on its way.</param>
    /// <param name="cancellationToken">Stops; there is no image then.</param>
    /// <returns>Whether it is this one that lies there now.</returns>
    /// <exception cref="InvalidDataException">The archive is not what the manifest says.</exception>
    /// <exception cref="PgCloneException">The store can't be read or written.</exception>
    public async Task<bool> PushAsync(ImageManifest manifest, IArchiveSource archive, CancellationToken cancellationToken)
    {
        var (name, content) = (ManifestOf(manifest), ArchiveOf(manifest));
        if (await shelf.ReadAsync(name, cancellationToken).ConfigureAwait(false) is not null) return false;

        var passed = new CheckedStream(new SourceStream(archive), manifest);
        await using var _ = passed.ConfigureAwait(false);
        await shelf.TryPutAsync(content, passed, cancellationToken).ConfigureAwait(false);
        var json = new MemoryStream(manifest.ToJson());
        if (await shelf.TryPutAsync(name, json, cancellationToken).ConfigureAwait(false)) return true;

        // Somebody else was sooner: perhaps with the same archive, come from elsewhere.
        if (await TryReadAsync(name, cancellationToken).ConfigureAwait(false) is not { } first || ArchiveOf(first) != content) await shelf.DeleteAsync(content, cancellationToken).ConfigureAwait(false);
        return false;
    }

    /// <summary>Removes the image with that key, the manifest first.</summary>
    /// <exception cref="PgCloneException">The store can't be read or written.</exception>
    public async Task DeleteAsync(ImageKey key, string database, CancellationToken cancellationToken)
    {
        var name = ManifestOf(key, database);
        var manifest = await TryReadAsync(name, cancellationToken).ConfigureAwait(false);
        await shelf.DeleteAsync(name, cancellationToken).ConfigureAwait(false);
        if (manifest is not null) await shelf.DeleteAsync(ArchiveOf(manifest), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>All that lies there, the images that were made last first.</summary>
    /// <param name="database">Only those of dumps of this database; null: of all.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="PgCloneException">The store can't be read.</exception>
    public async Task<IReadOnlyList<ShelvedImage>> ListAsync(string? database, CancellationToken cancellationToken)
    {
        var files = await shelf.ListAsync(FolderOf(database), cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
        var manifests = new ConcurrentDictionary<string, ImageManifest>();
        var named = files.Where(file => file.Name.EndsWith(ManifestExtension, StringComparison.Ordinal));
        await Parallel.ForEachAsync(named, new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = cancellationToken }, async (file, stop) =>
        {
            if (await TryReadAsync(file.Name, stop).ConfigureAwait(false) is { } manifest && ManifestOf(manifest) == file.Name) manifests[file.Name] = manifest;
        }).ConfigureAwait(false);

        var known = manifests.Values.Select(ArchiveOf).ToHashSet();
        return [.. files.Where(file => !known.Contains(file.Name)).Select(file => new ShelvedImage(file, manifests.GetValueOrDefault(file.Name)))
            .OrderByDescending(image => image.Created).ThenBy(image => image.File.Name, StringComparer.Ordinal)];
    }

    /// <summary>Removes what a list told of.</summary>
    /// <exception cref="PgCloneException">The store can't be written.</exception>
    public async Task DeleteAsync(ShelvedImage image, CancellationToken cancellationToken)
    {
        await shelf.DeleteAsync(image.File.Name, cancellationToken).ConfigureAwait(false);
        if (image.Manifest is { } manifest) await shelf.DeleteAsync(ArchiveOf(manifest), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What whoever was killed left there that was putting an image there.</summary>
    /// <param name="database">Only of dumps of this database; null: of all.</param>
    /// <param name="isApplied">Whether it is removed.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="PgCloneException">The store can't be read or written.</exception>
    public IAsyncEnumerable<ShelvedFile> RemoveUnfinishedAsync(string? database, bool isApplied, CancellationToken cancellationToken) =>
        shelf.RemoveUnfinishedAsync(FolderOf(database), isApplied, cancellationToken);

    /// <returns>Null where there is none, or it is damaged.</returns>
    private async Task<ImageManifest?> TryReadAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await shelf.ReadAsync(name, cancellationToken).ConfigureAwait(false) is { } json ? ImageManifest.Parse(json.Span) : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static string FolderOf(string? database) => database is null ? FolderName : $"{FolderName}/{KeyPart.Encode(database)}";

    private static string ManifestOf(ImageKey key, string database) => $"{FolderOf(database)}/{key.Name}{ManifestExtension}";

    private static string ManifestOf(ImageManifest manifest) => ManifestOf(new ImageKey(manifest.Parts), manifest.Database);

    private static string ArchiveOf(ImageManifest manifest) =>
        $"{FolderOf(manifest.Database)}/{new ImageKey(manifest.Parts).Name}.{manifest.Sha256[..HashInName]}{ImageFolder.ArchiveExtension}";
}
