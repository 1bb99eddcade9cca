using System.Text.Json;
using PgClone.Testing;

namespace PgClone.Archives;

/// <summary>What <c>tests/Archives/manifest.json</c> says of one archive.</summary>
internal sealed record ArchiveManifest(
    string Version, string Compression, int IntSize, int OffSize, int TocCount, long DataStart, long DataEnd, IReadOnlyList<ArchiveManifest.Block> Entries)
{
    private static readonly Dictionary<string, ArchiveManifest> All = JsonSerializer.Deserialize<Dictionary<string, ArchiveManifest>>(
        File.ReadAllBytes(Path.Combine(RepositoryPaths.Archives, "manifest.json")), JsonSerializerOptions.Web)!;

    public static IEnumerable<string> Names => All.Keys;

    public static ArchiveManifest Of(string name) => All[name];

    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(RepositoryPaths.Archives, name));

    internal sealed record Block(
        int DumpId, string Desc, string Tag, int TocFlag, long TocOffset, long BlockOffset, long BlockEnd, long RawLength, string? Sha256,
        IReadOnlyList<LargeObject>? LargeObjects)
    {
        public BlockLocation Location => new(BlockOffset, BlockEnd - BlockOffset);

        public IReadOnlyList<Content> Contents => LargeObjects is null
            ? [new Content(null, RawLength, Sha256!)]
            : [.. LargeObjects.Select(o => new Content(o.Oid, o.Length, o.Sha256))];
    }

    internal sealed record LargeObject(uint Oid, long Length, string Sha256);
}
