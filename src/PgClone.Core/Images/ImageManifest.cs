using System.Text.Json;
using System.Text.Json.Serialization;

namespace PgClone.Images;

/// <summary>What is known of an image. It lies beside the archive and is written last: without it there is no image.</summary>
/// <param name="Key">The key's hash.</param>
/// <param name="Parts">The key's parts.</param>
/// <param name="DumpKey">The dump that is in it.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Sha256">Of the archive.</param>
/// <param name="Bytes">The archive's size.</param>
/// <param name="UnpackedBytes">The bytes of all files in it.</param>
/// <param name="Files">How many files are in it.</param>
/// <param name="Control">What <c>pg_control</c> in it says.</param>
/// <param name="RestoreTime">How long the restore took that it was made of.</param>
internal sealed record ImageManifest(
    string Key, IReadOnlyDictionary<string, string> Parts, string DumpKey, DateTimeOffset Created, string Sha256, long Bytes, long UnpackedBytes, int Files, ControlFile Control, TimeSpan RestoreTime)
{
    private const int HashLength = 64;

    /// <summary>The database that was dumped.</summary>
    [JsonIgnore]
    public string Database => PgClone.Storage.DumpKey.Parse(DumpKey).Database;

    /// <exception cref="InvalidDataException">It can't be read, or contradicts itself.</exception>
    public static ImageManifest Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            var manifest = JsonSerializer.Deserialize(json, ImageManifestJson.Default.ImageManifest) ?? throw new JsonException("It is empty.");
            // The hash becomes a part of a path.
            var isWhole = PgClone.Storage.DumpKey.TryParse(manifest.DumpKey, out _) && manifest.Sha256.Length == HashLength && manifest.Sha256.All(char.IsAsciiHexDigitLower);
            return isWhole && new ImageKey(manifest.Parts).Value == manifest.Key ? manifest : throw new JsonException("Its key is not that of its parts.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"its manifest can't be read: {e.Message}", e);
        }
    }

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ImageManifestJson.Default.ImageManifest);
}
