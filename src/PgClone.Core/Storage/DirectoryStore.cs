using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Files;

namespace PgClone.Storage;

/// <summary>Dumps in a folder and the folders below it. Symbolic links below it are not followed, so that no key leads out.</summary>
/// <param name="path">The folder. The first dump makes it; reading fails where it does not exist.</param>
/// <param name="log">Where what fails and is passed over is logged; null: nowhere.</param>
public sealed class DirectoryStore(string path, ILogger? log = null) : IDumpStore, IShelvedStore
{
    internal static readonly EnumerationOptions Below = new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = false,
        AttributesToSkip = FileAttributes.ReparsePoint,
        MatchCasing = MatchCasing.CaseSensitive,
    };

    private DirectoryLeftovers Leftovers => new(Location, Clock);

    /// <summary>What time it is, for what is old.</summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <inheritdoc/>
    public string Location { get; } = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    IShelf IShelvedStore.Shelf => Shelf;

    private DirectoryShelf Shelf => new(Location, Leftovers, log ?? NullLogger.Instance);

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredDump> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var dump in await Task.Run(() => StoreFailure.Guard(Location, List), cancellationToken).ConfigureAwait(false)) yield return dump;
    }

    /// <inheritdoc/>
    public Task<IArchiveSource> OpenAsync(DumpKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Task.Run<IArchiveSource>(() => FileArchiveSource.Open(PathOf(key)), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IDumpWriter> CreateAsync(DumpKey key, int headLength, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentOutOfRangeException.ThrowIfNegative(headLength);
        return Task.Run<IDumpWriter>(() => DirectoryDumpWriter.Create(PathOf(key), headLength, Leftovers, log ?? NullLogger.Instance), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>?> ReadManifestAsync(DumpKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Shelf.ReadAsync(DumpKey.Parse(key.Value).Value + DumpKey.ManifestExtension, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task WriteManifestAsync(DumpKey key, ReadOnlyMemory<byte> manifest, CancellationToken cancellationToken = default)
    {
        var path = ManifestPathOf(key);
        try
        {
            PrivateFiles.CreateDirectory(Path.GetDirectoryName(path)!, reachable: false);
            await PrivateFiles.WriteAsync(path, manifest, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (StoreFailure.IsOfTheFileSystem(e))
        {
            throw StoreFailure.Unavailable(path, e);
        }
    }

    /// <inheritdoc/>
    public Task DeleteAsync(DumpKey key, CancellationToken cancellationToken = default)
    {
        var path = PathOf(key);
        return Task.Run(() => StoreFailure.Guard(path, Delete), cancellationToken);

        void Delete()
        {
            if (!Directory.Exists(Path.GetDirectoryName(path))) return;

            File.Delete(path);
            File.Delete(path + DumpKey.ManifestExtension);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<UnfinishedDump> ListUnfinishedAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var dump in await Task.Run(() => StoreFailure.Guard(Location, () => Leftovers.FindDumps().ToList()), cancellationToken).ConfigureAwait(false)) yield return dump;
    }

    /// <inheritdoc/>
    public Task DeleteUnfinishedAsync(UnfinishedDump dump, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dump);

        // It lies beside the dump that it did not become.
        var path = Path.Combine(Path.GetDirectoryName(PathOf(dump.Key))!, Path.GetFileName(dump.Id));
        if (UnfinishedFile.Parse(Path.GetFileName(path)) is null) throw new ArgumentException($"'{dump.Id}' is not the name of an unfinished dump.", nameof(dump));
        return Task.Run(() => StoreFailure.Guard(path, () => DirectoryLeftovers.Delete(path)), cancellationToken);
    }

    private List<StoredDump> List()
    {
        var dumps = new List<StoredDump>();
        try
        {
            foreach (var file in new DirectoryInfo(Location).EnumerateFiles("*" + DumpKey.Extension, Below))
            {
                var name = Path.GetRelativePath(Location, file.FullName).Replace(Path.DirectorySeparatorChar, '/');
                // A dump may be removed while the folder is listed; Exists and Length are then of the same moment.
                if (DumpKey.TryParse(name, out var key) && file.Exists) dumps.Add(new StoredDump(key, file.Length));
            }
        }
        catch (DirectoryNotFoundException) when (!File.Exists(Location))
        {
            throw new PgCloneException(
                ErrorCode.StoreNotFound, "There is no store.", Location, "The folder does not exist.",
                "Name the folder with the dumps as storage; a first dump makes it.");
        }

        return dumps;
    }

    private string PathOf(DumpKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        // Parsed once more: the record's constructor takes any text.
        return StorePath.Of(Location, DumpKey.Parse(key.Value).Value, key.Value);
    }

    private string ManifestPathOf(DumpKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return StorePath.Of(Location, DumpKey.Parse(key.Value).Value + DumpKey.ManifestExtension, key.Value);
    }
}
