namespace PgClone.Servers;

/// <summary>Files and folders that nobody but their owner can read.</summary>
internal static class PrivateFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerOnlyFolder = OwnerOnly | UnixFileMode.UserExecute;

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
        File.SetUnixFileMode(path, mode);
    }

    public static async Task WriteAsync(string path, string text, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;

        var writer = new StreamWriter(path, options);
        await using var _ = writer.ConfigureAwait(false);
        await writer.WriteAsync(text.AsMemory(), cancellationToken).ConfigureAwait(false);
    }
}
