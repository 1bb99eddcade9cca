using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using PgClone.Servers.Packages;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace PgClone.ServerPackages;

/// <summary>A server in the folder that its package is made of. The same files always give the same bytes.</summary>
internal static partial class StagedServer
{
    /// <summary>Higher ones take minutes for a tenth of the size.</summary>
    private const int Level = 9;

    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Writes the archive and its manifest.</summary>
    public static ServerManifest Write(string stage, Pin pin, SortedDictionary<string, byte[]> files)
    {
        var archive = Compress(ToTar(files));
        var manifest = new ServerManifest(
            pin.Version, pin.Rid, FindIcu(files), Convert.ToHexStringLower(SHA256.HashData(archive)), archive.Length, files.Values.Sum(content => (long)content.Length));

        if (Directory.Exists(stage)) Directory.Delete(stage, recursive: true);
        Directory.CreateDirectory(stage);
        File.WriteAllBytes(Path.Combine(stage, ServerManifest.ArchiveName), archive);
        File.WriteAllBytes(Path.Combine(stage, ServerManifest.FileName), manifest.ToJson());
        return manifest;
    }

    private static byte[] ToTar(SortedDictionary<string, byte[]> files)
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, $"{ServerArchive.Folder}/{name}")
                {
                    DataStream = new MemoryStream(content),
                    Mode = name.StartsWith("bin/", StringComparison.Ordinal) ? Readable | Executable : Readable,
                    ModificationTime = DateTimeOffset.UnixEpoch,
                });
            }
        }

        return bytes.ToArray();
    }

    private static byte[] Compress(byte[] tar)
    {
        using var compressor = new Compressor(Level);
        compressor.SetParameter(ZSTD_cParameter.ZSTD_c_enableLongDistanceMatching, 1);
        compressor.SetParameter(ZSTD_cParameter.ZSTD_c_windowLog, ServerArchive.WindowLog);
        return compressor.Wrap(tar).ToArray();
    }

    /// <summary>The library's version, as the names of its files have it. A server without it sorts by the system's library alone.</summary>
    private static string FindIcu(SortedDictionary<string, byte[]> files) =>
        files.Keys.Select(name => IcuFile().Match(name)).FirstOrDefault(match => match.Success)?.Groups["version"].Value ?? "none";

    [GeneratedRegex(@"/(libicuuc\.so\.|libicuuc\.|icuuc)(?<version>\d+)(\.dylib|\.dll)?$")]
    private static partial Regex IcuFile();
}
