using System.Security.Cryptography;
using PgClone.Archives;

namespace PgClone.Images;

/// <summary>An image of random bytes, and its manifest: whoever does not unpack it can't tell it from one.</summary>
internal sealed class MadeImage
{
    private readonly byte[] _bytes;

    public MadeImage(string dumpKey, int bytes = 1000, DateTimeOffset? created = null, IReadOnlyDictionary<string, string>? parts = null)
    {
        _bytes = RandomNumberGenerator.GetBytes(bytes);
        parts ??= new Dictionary<string, string> { [ImageKey.VersionPart] = "17.0", [ImageKey.PlatformPart] = "linux-x64" };
        Manifest = new ImageManifest(
            new ImageKey(parts).Value, parts, dumpKey, created ?? DateTimeOffset.UtcNow, Convert.ToHexStringLower(SHA256.HashData(_bytes)), bytes, 10 * bytes, 1, new ControlFile(1, 1, true), TimeSpan.FromSeconds(10));
    }

    public ImageManifest Manifest { get; }

    public string Name => new ImageKey(Manifest.Parts).Name;

    /// <summary>Puts it into a store.</summary>
    public Task<bool> PushAsync(ImageStore store, CancellationToken cancellationToken) => store.PushAsync(Manifest, new MemorySource(_bytes), cancellationToken);

    /// <summary>Puts it where a machine's images are.</summary>
    public async Task SaveAsync(string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        await File.WriteAllBytesAsync(Path.Combine(folder, Name + ImageFolder.ArchiveExtension), _bytes, cancellationToken);
        await File.WriteAllBytesAsync(Path.Combine(folder, Name + ".json"), Manifest.ToJson(), cancellationToken);
    }
}
