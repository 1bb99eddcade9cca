using PgClone.Configuration;
using PgClone.Diagnostics;
using PgClone.Images;
using PgClone.Servers.Local;
using PgClone.Storage;

namespace PgClone;

/// <content>Images in stores, beside their dumps.</content>
public sealed partial class PgCloner
{
    private const string NoSuchStore = "Images lie in folders and in S3.";

    /// <summary>The images in the store, those that were made last first.</summary>
    /// <param name="database">Only those of dumps of this database; null: of all.</param>
    /// <param name="storage">Where they lie; null: as the settings say.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="PgCloneException">The store can't be read.</exception>
    public async Task<IReadOnlyList<StoredImage>> ListStoredImagesAsync(string? database = null, string? storage = null, CancellationToken cancellationToken = default)
    {
        if (Of(database) is var (engine, name)) return await engine.ListStoredImagesAsync(name, storage, cancellationToken).ConfigureAwait(false);

        var images = await GetStoredImages(storage).ListAsync(database, cancellationToken).ConfigureAwait(false);
        return [.. images.Select(image => image.Manifest).OfType<ImageManifest>().Select(Describe)];
    }

    /// <summary>Puts images that are on this machine into the store. Every byte is compared with the manifest's hash on the way; one with the same name that lies there already stays.</summary>
    /// <param name="name">An image's name, a dump key, or the name of a database that was dumped; null: the settings' database.</param>
    /// <param name="storage">Where the image is to go; null: as the settings say.</param>
    /// <param name="cancellationToken">Stops; no half image is there.</param>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.ImageNotFound"/>, <see cref="ErrorCode.ImageDamaged"/>, or one of the store's.</exception>
    public async Task<IReadOnlyList<ImageTransferResult>> PushImagesAsync(string? name = null, string? storage = null, CancellationToken cancellationToken = default)
    {
        if (Of(name) is var (engine, database)) return await engine.PushImagesAsync(database, storage, cancellationToken).ConfigureAwait(false);

        var wanted = NameOfImage(name);
        var (folder, store, location) = (Images, GetStoredImages(storage), OpenStore(storage).Location);
        var meant = folder.List().Where(image => IsMeant(wanted, image.Name, image.Manifest.DumpKey)).ToList();
        if (meant.Count == 0)
            throw new PgCloneException(ErrorCode.ImageNotFound, $"There is no image '{wanted}' on this machine.", folder.Path, advice: "`pgclone restore --images` makes one; `pgclone image ls` lists them.");

        var pushed = new List<ImageTransferResult>();
        foreach (var (_, manifest, _) in meant)
        {
            var isNew = await TransferAsync(manifest.DumpKey, async () =>
            {
                var archive = folder.Open(manifest);
                await using var _ = archive.ConfigureAwait(false);
                return await store.PushAsync(manifest, archive, cancellationToken).ConfigureAwait(false);
            }).ConfigureAwait(false);
            pushed.Add(new ImageTransferResult(Describe(manifest), location, isNew));
        }

        return pushed;
    }

    /// <summary>Fetches the image that was made last, of those that this machine can use. Every byte is compared with the manifest's hash before it is there.</summary>
    /// <param name="name">An image's name, a dump key, or the name of a database that was dumped; null: the settings' database.</param>
    /// <param name="storage">Where the image lies; null: as the settings say.</param>
    /// <param name="cancellationToken">Stops; no half image is there.</param>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.ImageNotFound"/>, <see cref="ErrorCode.ImageDamaged"/>, or one of the store's.</exception>
    public async Task<ImageTransferResult> PullImageAsync(string? name = null, string? storage = null, CancellationToken cancellationToken = default)
    {
        if (Of(name) is var (engine, database)) return await engine.PullImageAsync(database, storage, cancellationToken).ConfigureAwait(false);

        var (store, folder) = (GetStoredImages(storage), Images);
        var manifest = await FindUsableAsync(store, NameOfImage(name), OpenStore(storage).Location, cancellationToken).ConfigureAwait(false);
        var key = new ImageKey(manifest.Parts);
        var isNew = await TransferAsync(manifest.DumpKey, async () =>
        {
            using var held = await folder.LockAsync(
                key.Name, () => _progress.Report(new Notice("Another process makes or fetches this image; this one waits for it.")), cancellationToken).ConfigureAwait(false);
            if (folder.Has(key)) return false;

            var archive = await store.OpenAsync(manifest, cancellationToken).ConfigureAwait(false);
            await using var _ = archive.ConfigureAwait(false);
            await folder.AddAsync(manifest, archive, cancellationToken).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
        return new ImageTransferResult(Describe(manifest), folder.Path, isNew);
    }

    /// <summary>
    /// Deletes images in the store that no rule keeps or whose dump is gone, or only says which they are; and what killed processes left there. Never in anybody's way: who is using one restores the
    /// dump then.
    /// </summary>
    /// <returns>What was decided, the images that were made last first.</returns>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.InvalidOption"/>: a rule keeps less than one image; or one of the store's.</exception>
    public async Task<IReadOnlyList<PrunedImage>> PruneImagesAsync(ImagePruneOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (Of(options.Database) is var (engine, name)) return await engine.PruneImagesAsync(options with { Database = name }, cancellationToken).ConfigureAwait(false);

        var retention = new ImageRetention(options.KeepLast, options.OlderThan);
        if (retention is { Last: < 1 } || retention.OlderThan < TimeSpan.Zero)
            throw new PgCloneException(ErrorCode.InvalidOption, "A rule must keep at least one image.", advice: "Give a number of at least 1, or leave the rule out.");

        var store = GetStoredImages(options.Storage);
        // The images first: one that appears meanwhile has a dump.
        var images = await store.ListAsync(options.Database, cancellationToken).ConfigureAwait(false);
        var dumps = await ReadCatalogAsync(OpenStore(options.Storage), options.Database, cancellationToken).ConfigureAwait(false);
        var decided = retention.Decide(images, dumps, _clock.GetUtcNow()).ToList();
        var condemned = decided.Where(one => !one.IsKept).Select(one => one.Image).ToList();
        var unfinished = await RemoveUnfinishedAsync(store, options, cancellationToken).ConfigureAwait(false);
        if (options.Apply)
        {
            foreach (var image in condemned) await store.DeleteAsync(image, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            TellOfPreview(condemned.Count + unfinished.Count);
        }

        return [.. decided.Select(one => new PrunedImage(one.Image.File.Name, one.Image.Manifest?.DumpKey, one.Image.Created, one.Image.Bytes, one.IsKept, one.Reason))
            .Concat(unfinished.Select(file => new PrunedImage(file.Name, null, file.Written, file.Length, IsKept: false, WriterGone)))];
    }

    /// <summary>Whoever may delete images may not always see this.</summary>
    private async Task<IReadOnlyList<ShelvedFile>> RemoveUnfinishedAsync(ImageStore store, ImagePruneOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await store.RemoveUnfinishedAsync(options.Database, options.Apply, cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PgCloneException e) when (e.Code is ErrorCode.StoreAccessDenied or ErrorCode.StoreUnavailable)
        {
            _progress.Report(new Notice($"What killed processes may have left is not looked for: {e.Why ?? e.What}"));
            return [];
        }
    }

    /// <summary>The images beside the dumps of a store; null where it is none of PgClone's own kinds.</summary>
    private ImageStore? FindStoredImages(string? storage) => OpenStore(storage) is IShelvedStore { Shelf: var shelf } ? new ImageStore(shelf) : null;

    private ImageStore GetStoredImages(string? storage) =>
        FindStoredImages(storage) ?? throw new PgCloneException(ErrorCode.InvalidOption, "This store holds no images.", OpenStore(storage).Location, NoSuchStore);

    private string NameOfImage(string? name) =>
        name ?? settings.Database ?? throw new PgCloneException(ErrorCode.InvalidOption, "No image is named.", advice: "Name an image, a dump key or a database.");

    private async Task<ImageManifest> FindUsableAsync(ImageStore store, string wanted, string location, CancellationToken cancellationToken)
    {
        var binaries = await new LocalServer(settings.LocalServerOptions(), Log).FindProgramsAsync(cancellationToken).ConfigureAwait(false);
        var machine = await ImageKey.ReadMachineAsync(binaries, ImageServer.Settings, cancellationToken).ConfigureAwait(false);
        var images = await store.ListAsync(null, cancellationToken).ConfigureAwait(false);
        var meant = images.Select(image => image.Manifest).OfType<ImageManifest>().Where(image => IsMeant(wanted, new ImageKey(image.Parts).Name, image.DumpKey)).ToList();
        if (meant.Find(image => FindDifference(image) is null) is { } usable) return usable;

        throw new PgCloneException(
            ErrorCode.ImageNotFound, meant.Count == 0 ? $"There is no image '{wanted}'." : $"There is no image '{wanted}' that this machine can use.", location,
            meant.Count == 0 ? null : $"The last one that was made is for another machine: {FindDifference(meant[0])}.",
            "`pgclone image ls --remote` lists those that there are; `pgclone restore --push-images` makes one and puts it there.");

        string? FindDifference(ImageManifest image) => machine.Where(part => image.Parts.GetValueOrDefault(part.Key) != part.Value)
            .Select(part => $"{part.Key} is '{image.Parts.GetValueOrDefault(part.Key)}' there and '{part.Value}' here").FirstOrDefault();
    }

    private async Task<bool> TransferAsync(string dump, Func<Task<bool>> work)
    {
        try
        {
            return await new StageClock(_progress).RunAsync(Stage.Transfer, dump, work).ConfigureAwait(false);
        }
        catch (InvalidDataException e)
        {
            throw new PgCloneException(
                ErrorCode.ImageDamaged, $"The image of {dump} is not what its manifest says, and was not taken.", why: $"{char.ToUpperInvariant(e.Message[0])}{e.Message[1..]}.",
                advice: "On this machine, `pgclone image drop` deletes it; in the store, the next restore with `--push-images` replaces it.", innerException: e);
        }
        catch (Exception e) when (StoreFailure.IsOfTheFileSystem(e))
        {
            throw StoreFailure.Unavailable(Images.Path, e);
        }
    }

    private static StoredImage Describe(ImageManifest manifest) => new(
        new ImageKey(manifest.Parts).Name, manifest.DumpKey, manifest.Created, manifest.Bytes,
        manifest.Parts.GetValueOrDefault(ImageKey.PlatformPart, ""), manifest.Parts.GetValueOrDefault(ImageKey.VersionPart, ""));
}
