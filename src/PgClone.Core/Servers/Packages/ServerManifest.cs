using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using PgClone.Diagnostics;

namespace PgClone.Servers.Packages;

/// <summary>What a server package says of the archive in it.</summary>
/// <param name="Version">PostgreSQL's version and the package's own revision: <c>17.10.0</c>.</param>
/// <param name="Rid">The system that its programs run on, as .NET calls it.</param>
/// <param name="Icu">The version of the library in it that sorts text.</param>
/// <param name="Sha256">Of the archive.</param>
/// <param name="Size">The archive's bytes.</param>
/// <param name="UnpackedSize">The bytes of all files in it.</param>
internal sealed record ServerManifest(string Version, string Rid, string Icu, string Sha256, long Size, long UnpackedSize)
{
    public const string FileName = "server.json";
    public const string ArchiveName = "pgsql.tar.zst";

    /// <summary>More than any server has, and less than a machine that is used for tests.</summary>
    public const long MostBytes = 1L << 30;

    /// <summary>PostgreSQL's own version.</summary>
    [JsonIgnore]
    public PostgresVersion Postgres => PostgresVersion.Parse(Version)!.Value;

    /// <summary>The name of the folder that it is unpacked into.</summary>
    [JsonIgnore]
    public string FolderName => $"{Version}-{Rid}-{Sha256[..12]}";

    /// <exception cref="PgCloneException"><see cref="ErrorCode.ServerPackageDamaged"/>.</exception>
    public static ServerManifest Parse(ReadOnlySpan<byte> json, string path)
    {
        try
        {
            var manifest = JsonSerializer.Deserialize(json, ServerManifestJson.Default.ServerManifest) ?? throw new JsonException("It is empty.");
            return manifest.IsSound ? manifest : throw new JsonException("Its values are none that a manifest has.");
        }
        catch (JsonException e)
        {
            throw new PgCloneException(
                ErrorCode.ServerPackageDamaged, "The manifest of a server package can't be read.", path, e.Message, "Get the package again.", e);
        }
    }

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ServerManifestJson.Default.ServerManifest);

    /// <summary>Its values become the name of a folder, and say how much memory and disk is taken.</summary>
    private bool IsSound =>
        Version.Split('.') is { Length: 3 } numbers && numbers.All(number => int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        && Rid.All(IsOfName) && Icu.All(IsOfName)
        && Sha256.Length == 64 && Sha256.All(char.IsAsciiHexDigitLower)
        && Size is > 0 and < MostBytes && UnpackedSize is > 0 and < MostBytes;

    private static bool IsOfName(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.';
}
