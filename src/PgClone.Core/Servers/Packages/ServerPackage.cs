using System.IO.Compression;
using System.Security.Cryptography;
using PgClone.Diagnostics;

namespace PgClone.Servers.Packages;

/// <summary>A server package: the manifest and the archive beside it, in a folder or still in the <c>.nupkg</c>.</summary>
internal sealed class ServerPackage
{
    private const string PackageFolder = "server/";

    private readonly string _path;
    private readonly Func<CancellationToken, Task<byte[]>> _read;

    private ServerPackage(string path, ServerManifest manifest, Func<CancellationToken, Task<byte[]>> read) =>
        (_path, Manifest, _read) = (path, manifest, read);

    public ServerManifest Manifest { get; }

    /// <summary>Opens what NuGet has unpacked.</summary>
    /// <param name="manifest">The manifest's path.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PgCloneException"><see cref="ErrorCode.ServerPackageDamaged"/>.</exception>
    public static async Task<ServerPackage> OpenAsync(string manifest, CancellationToken cancellationToken)
    {
        var archive = Path.Combine(Path.GetDirectoryName(manifest)!, ServerManifest.ArchiveName);
        var json = await ReadingAsync(manifest, () => File.ReadAllBytesAsync(manifest, cancellationToken)).ConfigureAwait(false);
        return new ServerPackage(archive, ServerManifest.Parse(json, manifest), token => File.ReadAllBytesAsync(archive, token));
    }

    /// <summary>Opens a <c>.nupkg</c>.</summary>
    /// <inheritdoc cref="OpenAsync" path="/exception"/>
    public static async Task<ServerPackage> OpenNupkgAsync(string nupkg, CancellationToken cancellationToken)
    {
        var json = await ReadingAsync(nupkg, () => ReadEntryAsync(nupkg, ServerManifest.FileName, cancellationToken)).ConfigureAwait(false);
        return new ServerPackage(nupkg, ServerManifest.Parse(json, nupkg), token => ReadEntryAsync(nupkg, ServerManifest.ArchiveName, token));
    }

    /// <summary>Reads the archive, whole: it is a few megabytes, and nothing of it is believed before all of it was compared with the manifest.</summary>
    /// <inheritdoc cref="OpenAsync" path="/exception"/>
    public async Task<byte[]> ReadArchiveAsync(CancellationToken cancellationToken)
    {
        var archive = await ReadingAsync(_path, () => _read(cancellationToken)).ConfigureAwait(false);
        var actual = Convert.ToHexStringLower(SHA256.HashData(archive));
        return actual == Manifest.Sha256 ? archive : throw Damaged(
            _path, archive.Length < Manifest.Size ? $"It ends after {archive.Length:N0} of {Manifest.Size:N0} bytes." : $"Its SHA-256 is {actual}, not {Manifest.Sha256}.");
    }

    internal static PgCloneException Damaged(string path, string why, Exception? inner = null) =>
        new(ErrorCode.ServerPackageDamaged, "The archive of a server package is damaged, and nothing of it was unpacked.", path, why, "Get the package again.", inner);

    private static async Task<byte[]> ReadEntryAsync(string nupkg, string name, CancellationToken cancellationToken)
    {
        var zip = await ZipFile.OpenReadAsync(nupkg, cancellationToken).ConfigureAwait(false);
        await using var _ = zip.ConfigureAwait(false);
        var entry = zip.GetEntry(PackageFolder + name) ?? throw new InvalidDataException($"There is no {PackageFolder + name} in it: it is no server package.");
        if (entry.Length > ServerManifest.MostBytes) throw new InvalidDataException($"{entry.FullName} is too large.");

        var content = await entry.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = content.ConfigureAwait(false);
        var bytes = new byte[entry.Length];
        await content.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
        return bytes;
    }

    private static async Task<byte[]> ReadingAsync(string path, Func<Task<byte[]>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new PgCloneException(
                ErrorCode.ServerPackageDamaged, "A server package can't be read.", path, e.Message, "Get the package again.", e);
        }
    }
}
