using Microsoft.Extensions.Logging;
using PgClone.Diagnostics;
using PgClone.Files;

namespace PgClone.Storage;

/// <summary>
/// Writes a dump into a hidden file beside its place, the body first, and renames it when the head is in. What killed writers left in the folder is
/// removed before. Nobody but its owner can read a dump, or list a folder that one made.
/// </summary>
internal sealed class DirectoryDumpWriter : IDumpWriter
{
    private readonly string _path;
    private readonly string _partial;
    private readonly int _headLength;
    private readonly FileStream _file;
    private readonly ILogger _log;
    private long _end;

    private DirectoryDumpWriter(string path, string partial, int headLength, ILogger log)
    {
        (_path, _partial, _headLength, _end, _log) = (path, partial, headLength, headLength, log);
        _file = PrivateFiles.Create(partial, FileOptions.Asynchronous);
    }

    public static DirectoryDumpWriter Create(string path, int headLength, DirectoryLeftovers leftovers, ILogger log) => StoreFailure.Guard(path, () =>
    {
        var folder = Path.GetDirectoryName(path)!;
        PrivateFiles.CreateDirectory(folder, reachable: false);
        // Their room may be needed.
        foreach (var (_, left) in leftovers.Find(folder, new EnumerationOptions { AttributesToSkip = FileAttributes.ReparsePoint })) DirectoryLeftovers.Delete(left.FullName);
        return new DirectoryDumpWriter(path, UnfinishedFile.PathFor(path), headLength, log);
    });

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
    {
        await WriteAtAsync(_end, data, cancellationToken).ConfigureAwait(false);
        _end += data.Length;
    }

    public async Task CommitAsync(ReadOnlyMemory<byte> head, CancellationToken cancellationToken = default)
    {
        if (head.Length != _headLength) throw new ArgumentException($"The head has {head.Length} bytes, but {_headLength} were announced.", nameof(head));

        await WriteAtAsync(0, head, cancellationToken).ConfigureAwait(false);
        await Task.Run(() => StoreFailure.Guard(_path, Publish), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _file.DisposeAsync().ConfigureAwait(false);
        try
        {
            // After a commit there is no such file any more.
            await Task.Run(() => File.Delete(_partial)).ConfigureAwait(false);
        }
        catch (Exception e) when (StoreFailure.IsOfTheFileSystem(e))
        {
            // It is no dump and is removed some day; what went wrong before must not be hidden.
            _log.UnfinishedDumpLeft(_partial, e.Reason());
        }
    }

    private void Publish()
    {
        // The name must never outlive a crash that the bytes don't.
        RandomAccess.FlushToDisk(_file.SafeFileHandle);
        // Open, it is locked, and whoever reads it at once under its name would be refused. Nobody takes it for left: its maker lives.
        _file.Dispose();
        NewName.Give(_partial, _path);
    }

    private async ValueTask WriteAtAsync(long offset, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        try
        {
            await RandomAccess.WriteAsync(_file.SafeFileHandle, data, offset, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (StoreFailure.IsOfTheFileSystem(e))
        {
            throw StoreFailure.Unavailable(_path, e);
        }
    }
}
