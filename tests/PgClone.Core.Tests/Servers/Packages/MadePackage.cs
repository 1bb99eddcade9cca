using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using ZstdSharp;

namespace PgClone.Servers.Packages;

/// <summary>A server package as NuGet unpacks it, whose programs are scripts.</summary>
internal sealed class MadePackage
{
    private static readonly string[] Programs = ["postgres", "initdb", "pg_ctl"];

    private readonly string _folder;

    private MadePackage(string folder) => _folder = folder;

    public string ManifestPath => Path.Combine(_folder, ServerManifest.FileName);

    public string ArchivePath => Path.Combine(_folder, ServerManifest.ArchiveName);

    /// <summary>One whose programs only say what version they are of.</summary>
    public static MadePackage Of(string folder, string version, string? rid = null) => Of(
        folder, version,
        [.. Programs.Select(name => Script($"pgsql/bin/{name}", $"echo '{name} (PostgreSQL) {version[..version.LastIndexOf('.')]}'")), Text("pgsql/share/postgres.bki", "text")],
        rid: rid);

    /// <summary>One of some entries, with a manifest that fits them, or is out by some bytes.</summary>
    public static MadePackage Of(string folder, string version, IReadOnlyList<TarEntry> entries, int bytesLeftOut = 0, string? rid = null)
    {
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, TarEntryFormat.Pax, leaveOpen: true))
            foreach (var entry in entries) writer.WriteEntry(entry);
        using var compressor = new Compressor();
        var archive = compressor.Wrap(tar.ToArray()).ToArray();

        Directory.CreateDirectory(folder);
        var made = new MadePackage(folder);
        File.WriteAllBytes(made.ArchivePath, archive);
        var manifest = new ServerManifest(
            version, rid ?? ServerPlatform.Rid, "60.2", Convert.ToHexStringLower(SHA256.HashData(archive)), archive.Length, Math.Max(1, entries.Sum(entry => entry.Length) - bytesLeftOut));
        File.WriteAllBytes(made.ManifestPath, manifest.ToJson());
        return made;
    }

    public static TarEntry Text(string name, string text) => new PaxTarEntry(TarEntryType.RegularFile, name)
    {
        DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)),
        Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
    };

    public static TarEntry Script(string name, string script)
    {
        var entry = Text(name, $"#!/bin/sh\n{script}\n");
        entry.Mode |= UnixFileMode.UserExecute;
        return entry;
    }

    public Task<ServerPackage> OpenAsync() => ServerPackage.OpenAsync(ManifestPath, TestContext.Current.CancellationToken);
}
