using PgClone.Files;

namespace PgClone.Storage;

/// <summary>
/// Unfinished files that nobody writes any more: those of a process of this machine that is gone, and of others those that are a day old and did not grow for an hour. Never one
/// that is open for writing, which the system tells.
/// </summary>
/// <param name="root">The store's folder.</param>
/// <param name="clock">What time it is.</param>
internal sealed class DirectoryLeftovers(string root, TimeProvider clock)
{
    private static readonly TimeSpan Age = TimeSpan.FromDays(1);
    private static readonly TimeSpan Silence = TimeSpan.FromHours(1);

    /// <summary>What is left in a folder of the store, with the names in the store that it was to get.</summary>
    public IEnumerable<(string Meant, FileInfo File)> Find(string folder, EnumerationOptions how)
    {
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles(".*" + PrivateFiles.UnfinishedExtension, how))
        {
            if (UnfinishedFile.Parse(file.Name) is { } unfinished && IsLeft(unfinished, file))
                yield return (NameOf(Path.Combine(file.DirectoryName!, unfinished.Meant)), file);
        }
    }

    /// <summary>The dumps that are left, of all in the store.</summary>
    public IEnumerable<UnfinishedDump> FindDumps()
    {
        foreach (var (meant, file) in Find(root, DirectoryStore.Below))
        {
            if (DumpKey.TryParse(meant, out var key)) yield return new UnfinishedDump(key, file.Length, BeginOf(file), NameOf(file.FullName));
        }
    }

    /// <exception cref="IOException">Somebody writes it.</exception>
    public static void Delete(string path)
    {
        try
        {
            Open(path, FileOptions.DeleteOnClose).Dispose();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // It is gone.
        }
    }

    /// <summary>Not every file system notes when a file was made.</summary>
    public static DateTimeOffset BeginOf(FileInfo file) => file.CreationTimeUtc < file.LastWriteTimeUtc ? file.CreationTimeUtc : file.LastWriteTimeUtc;

    private bool IsLeft(UnfinishedFile unfinished, FileInfo file)
    {
        var isGone = unfinished.Maker?.IsGone();
        var now = clock.GetUtcNow();
        var isForgotten = now - BeginOf(file) >= Age && now - file.LastWriteTimeUtc >= Silence;
        return isGone != false && (isGone == true || isForgotten) && !IsBeingWritten(file.FullName);
    }

    /// <summary>Whether somebody has it open, or had it removed meanwhile; what may not be opened is nobody's here to remove.</summary>
    private static bool IsBeingWritten(string path)
    {
        try
        {
            Open(path, FileOptions.None).Dispose();
            return false;
        }
        catch (Exception e) when (StoreFailure.IsOfTheFileSystem(e))
        {
            return true;
        }
    }

    /// <summary>Opens it unless its writer has it open: that locks it, and the lock ends with the writer.</summary>
    private static FileStream Open(string path, FileOptions options) =>
        new(path, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Write, Share = FileShare.None, Options = options, BufferSize = 0 });

    private string NameOf(string path) => Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/');
}
