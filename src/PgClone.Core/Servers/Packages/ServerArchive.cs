using System.Formats.Tar;
using PgClone.Files;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace PgClone.Servers.Packages;

/// <summary>The archive of a server: a tar file, compressed by zstd, of plain files in one folder. Whatever else a tar file may hold is refused.</summary>
internal static class ServerArchive
{
    /// <summary>The folder that all files are in.</summary>
    public const string Folder = "pgsql";

    /// <summary>Archives are compressed with a window of 128 MB, as programs of PostgreSQL repeat much of one another.</summary>
    public const int WindowLog = 27;

    private const UnixFileMode ReadableFile = PrivateFiles.OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Unpacks it. Everybody who gets into the folder can read and run what is in it, which the account that root's server runs as has to.</summary>
    /// <param name="archive">The archive, of which the hash was compared.</param>
    /// <param name="unpackedSize">The bytes of all files; one more is refused.</param>
    /// <param name="folder">The folder, which is there and empty.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidDataException">It is none, holds what it may not, or more.</exception>
    public static async Task UnpackAsync(byte[] archive, long unpackedSize, string folder, CancellationToken cancellationToken)
    {
        try
        {
            var content = new DecompressionStream(new MemoryStream(archive), checkEndOfStream: true);
            await using var _ = content.ConfigureAwait(false);
            content.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, WindowLog);
            var tar = new TarReader(content, leaveOpen: true);
            await using var __ = tar.ConfigureAwait(false);
            while (await tar.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false) is { } entry)
            {
                if (!IsPlain(entry)) throw new InvalidDataException($"\"{entry.Name}\" is no file of a server.");
                if ((unpackedSize -= entry.Length) < 0) throw new InvalidDataException("There is more in it than its manifest says.");

                await ExtractAsync(entry, Path.Combine([folder, .. entry.Name.Split('/')]), cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is ZstdException or FormatException or EndOfStreamException)
        {
            throw new InvalidDataException(e.Message, e);
        }

        if (unpackedSize != 0) throw new InvalidDataException("There is less in it than its manifest says.");
    }

    /// <summary>No link, device or folder, and no name that leads out of the folder on any system.</summary>
    private static bool IsPlain(TarEntry entry)
    {
        var parts = entry.Name.Split('/');
        return entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile
            && parts.Length > 1 && parts[0] == Folder
            && parts.All(part => part is not ("" or "." or "..") && part.AsSpan().IndexOfAny("\\:\0") < 0);
    }

    private static async Task ExtractAsync(TarEntry entry, string path, CancellationToken cancellationToken)
    {
        CreateFolder(Path.GetDirectoryName(path)!);
        await entry.ExtractToFileAsync(path, overwrite: false, cancellationToken).ConfigureAwait(false);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, entry.Mode.HasFlag(UnixFileMode.UserExecute) ? ReadableFile | Executable : ReadableFile);
    }

    private static void CreateFolder(string path)
    {
        if (Directory.Exists(path)) return;

        CreateFolder(Path.GetDirectoryName(path)!);
        Directory.CreateDirectory(path);
        // What the umask took away.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, ReadableFile | Executable);
    }
}
