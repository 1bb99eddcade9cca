using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using PgClone.Archives;
using PgClone.Diagnostics;
using PgClone.Files;

namespace PgClone.Storage;

/// <summary>Files beside the dumps in a store's folder. Symbolic links are not followed.</summary>
/// <param name="location">The store's folder.</param>
/// <param name="leftovers">What killed writers left in it.</param>
/// <param name="log">Where what fails and is passed over is logged.</param>
internal sealed class DirectoryShelf(string location, DirectoryLeftovers leftovers, ILogger log) : IShelf
{
    public async IAsyncEnumerable<ShelvedFile> ListAsync(string folder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var file in await Task.Run(() => StoreFailure.Guard(location, () => List(folder)), cancellationToken).ConfigureAwait(false)) yield return file;
    }

    public async Task<ReadOnlyMemory<byte>?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        var path = PathOf(name);
        try
        {
            return await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (StoreFailure.IsOfTheFileSystem(e))
        {
            throw StoreFailure.Unavailable(path, e);
        }
    }

    public Task<IArchiveSource?> OpenAsync(string name, CancellationToken cancellationToken) => Task.Run<IArchiveSource?>(() =>
    {
        try
        {
            return FileArchiveSource.Open(PathOf(name));
        }
        catch (PgCloneException e) when (e.Code == ErrorCode.DumpNotFound)
        {
            return null;
        }
    }, cancellationToken);

    public async Task<bool> TryPutAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        var path = PathOf(name);
        if (File.Exists(path)) return false;

        var writer = await Task.Run(() => DirectoryDumpWriter.Create(path, headLength: 0, leftovers, log), cancellationToken).ConfigureAwait(false);
        await using var _ = writer.ConfigureAwait(false);
        await writer.WriteAllAsync(content, cancellationToken).ConfigureAwait(false);
        try
        {
            await writer.CommitAsync(default, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (PgCloneException e) when (e.Code == ErrorCode.StoreUnavailable && File.Exists(path))
        {
            return false;
        }
    }

    public Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        var path = PathOf(name);
        return Task.Run(() => StoreFailure.Guard(path, () =>
        {
            if (Directory.Exists(Path.GetDirectoryName(path))) File.Delete(path);
        }), cancellationToken);
    }

    public async IAsyncEnumerable<ShelvedFile> RemoveUnfinishedAsync(string folder, bool isApplied, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var path = PathOf(folder);
        if (!Directory.Exists(path)) yield break;

        foreach (var (meant, file) in await Task.Run(() => StoreFailure.Guard(path, () => leftovers.Find(path, DirectoryStore.Below).ToList()), cancellationToken).ConfigureAwait(false))
        {
            var left = new ShelvedFile(meant, file.Length, DirectoryLeftovers.BeginOf(file));
            if (isApplied) StoreFailure.Guard(path, () => DirectoryLeftovers.Delete(file.FullName));
            yield return left;
        }
    }

    private List<ShelvedFile> List(string folder)
    {
        var files = new List<ShelvedFile>();
        var root = new DirectoryInfo(PathOf(folder));
        if (!root.Exists) return files;

        foreach (var file in root.EnumerateFiles("*", DirectoryStore.Below).Where(file => !file.Name.EndsWith(PrivateFiles.UnfinishedExtension, StringComparison.Ordinal)))
        {
            // It may be removed while the folder is listed.
            if (file.Exists) files.Add(new ShelvedFile(Path.GetRelativePath(location, file.FullName).Replace(Path.DirectorySeparatorChar, '/'), file.Length, file.LastWriteTimeUtc));
        }

        return files;
    }

    private string PathOf(string name) => StorePath.Of(location, name, name);
}
