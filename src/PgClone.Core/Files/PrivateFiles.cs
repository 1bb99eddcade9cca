using System.Text;

namespace PgClone.Files;

/// <summary>Files and folders that nobody but their owner can read, from the moment they are there.</summary>
internal static class PrivateFiles
{
    public const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    public const string UnfinishedExtension = ".partial";
    public const UnixFileMode OwnerOnlyFolder = OwnerOnly | UnixFileMode.UserExecute;

    /// <param name="path">The folder to create where it is missing, with those above it.</param>
    /// <param name="reachable">Lets other accounts pass through to what is theirs further down, but list nothing.</param>
    public static void CreateDirectory(string path, bool reachable)
    {
        if (Directory.Exists(path)) return;

        if (Path.GetDirectoryName(path) is { } parent) CreateDirectory(parent, reachable);
        var mode = reachable ? OwnerOnlyFolder | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute : OwnerOnlyFolder;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        Directory.CreateDirectory(path, mode);
        // What the umask took away.
        File.SetUnixFileMode(path, mode);
    }

    /// <summary>Where a file is written before it gets its name: hidden, beside its place.</summary>
    public static string UnfinishedPath(string path) =>
        Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}{UnfinishedExtension}");

    /// <summary>A new file that nobody else opens, not even before its mode is set.</summary>
    public static FileStream Create(string path, FileOptions options)
    {
        var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, Options = options, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) how.UnixCreateMode = OwnerOnly;
        return new FileStream(path, how);
    }

    /// <summary>Puts a file in place of what is there, even of a link, and never writes into that.</summary>
    public static Task WriteAsync(string path, string text, CancellationToken cancellationToken) =>
        WriteAsync(path, Encoding.UTF8.GetBytes(text), cancellationToken);

    /// <inheritdoc cref="WriteAsync(string, string, CancellationToken)"/>
    public static async Task WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var unfinished = UnfinishedPath(path);
        try
        {
            var file = Create(unfinished, FileOptions.Asynchronous);
            await using (file.ConfigureAwait(false))
            {
                await file.WriteAsync(content, cancellationToken).ConfigureAwait(false);
                // The name must never outlive a crash that the bytes don't.
                RandomAccess.FlushToDisk(file.SafeFileHandle);
            }

            File.Move(unfinished, path, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    /// <summary>For what lies where another account may put something else in its place.</summary>
    /// <exception cref="IOException">It is a symbolic link.</exception>
    public static void RefuseLink(FileSystemInfo place)
    {
        if (place.LinkTarget is not null) throw new IOException($"{place.FullName} is a symbolic link, where none belongs.");
    }
}
