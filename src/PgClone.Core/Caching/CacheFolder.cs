using PgClone.Files;
using PgClone.Servers.Local;

namespace PgClone.Caching;

/// <summary>
/// Files that together take no more than a set size: those that were not used for longest go first. Many processes use it at once: a file appears whole,
/// and one that is being read may be removed.
/// </summary>
/// <param name="path">The folder, its owner's alone.</param>
/// <param name="capacity">How many bytes its files may take.</param>
internal sealed class CacheFolder(string path, long capacity)
{
    private const string LockPrefix = "lock-";
    private const string IncomingExtension = ".incoming";

    public long Capacity => capacity;

    public string PathOf(string name) => Path.Combine(path, name);

    /// <summary>Notes that a file is used.</summary>
    public void Touch(string name) => File.SetLastWriteTimeUtc(PathOf(name), DateTime.UtcNow);

    /// <exception cref="IOException">It can't be written.</exception>
    public Task WriteAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        Create();
        return PrivateFiles.WriteAsync(PathOf(name), content, cancellationToken);
    }

    /// <summary>Waits until this process alone may add a file. The operating system frees the lock of one that is killed.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="onWait">Called once where another process has the lock.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<IDisposable> LockAsync(string name, Action onWait, CancellationToken cancellationToken)
    {
        Create();
        return await FileLock.WaitAsync(LockOf(name), onWait, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A file that gets its name when it is whole. The lock of that name must be held.</summary>
    public FileStream CreateIncoming(string name)
    {
        File.Delete(IncomingOf(name));
        return PrivateFiles.Create(IncomingOf(name), FileOptions.Asynchronous);
    }

    public void Finish(string name) => File.Move(IncomingOf(name), PathOf(name), overwrite: true);

    /// <summary>Removes a file, if it is there.</summary>
    public void Remove(string name) => File.Delete(PathOf(name));

    public void Abandon(string name) => File.Delete(IncomingOf(name));

    /// <summary>Removes what killed processes left, and then files until there is room. The lock of the file to come must be held.</summary>
    /// <param name="name">The file to come.</param>
    /// <param name="bytes">Its size.</param>
    public void MakeRoom(string name, long bytes)
    {
        foreach (var incoming in Files("*" + IncomingExtension)) RemoveIfAbandoned(incoming, LockOf(name));

        var files = Files("*").Where(file => !file.Name.StartsWith(LockPrefix, StringComparison.Ordinal)).ToList();
        var taken = files.Sum(file => file.Length);
        foreach (var file in files.Where(file => file.Extension != IncomingExtension).OrderBy(file => file.LastWriteTimeUtc))
        {
            if (taken + bytes <= capacity) return;

            taken -= file.Length;
            file.Delete();
        }
    }

    private void RemoveIfAbandoned(FileInfo incoming, string ownLock)
    {
        var itsLock = LockOf(incoming.Name);
        using var held = itsLock == ownLock ? null : FileLock.TryAcquire(itsLock);
        if (held is not null || itsLock == ownLock) incoming.Delete();
    }

    /// <summary>Files that may go while they are listed.</summary>
    private IEnumerable<FileInfo> Files(string pattern) => new DirectoryInfo(path).EnumerateFiles(pattern).Where(file => file.Exists);

    private string IncomingOf(string name) => PathOf(name + IncomingExtension);

    /// <summary>A few for all, since a lock's file can't be removed safely.</summary>
    private string LockOf(string name) => PathOf(LockPrefix + name[0]);

    private void Create()
    {
        // The local server's account has to pass through the folder above.
        PrivateFiles.CreateDirectory(Path.GetDirectoryName(path)!, reachable: true);
        PrivateFiles.CreateDirectory(path, reachable: false);
        PrivateFiles.RefuseLink(new DirectoryInfo(path));
    }
}
