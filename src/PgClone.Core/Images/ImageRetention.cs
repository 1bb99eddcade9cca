using PgClone.Storage;

namespace PgClone.Images;

/// <summary>Which images of a store stay.</summary>
/// <param name="Last">So many of those of each series that were made last.</param>
/// <param name="OlderThan">Whatever is not older stays.</param>
internal sealed record ImageRetention(int? Last, TimeSpan? OlderThan)
{
    /// <summary>How long whoever puts an image there may take between the archive and its manifest.</summary>
    private static readonly TimeSpan PushTime = TimeSpan.FromDays(1);

    /// <summary>Says of each image whether it stays, and why.</summary>
    /// <param name="images">The images, the one that was made last first.</param>
    /// <param name="dumps">The dumps in the store.</param>
    /// <param name="now">The time.</param>
    public IEnumerable<(ShelvedImage Image, bool IsKept, string Reason)> Decide(IEnumerable<ShelvedImage> images, Catalog dumps, DateTimeOffset now)
    {
        var counts = new Dictionary<(string, string?, string?), int>();
        foreach (var image in images)
        {
            if (image.Manifest is not { } manifest)
            {
                var isBeingMade = now - image.File.Written < PushTime;
                yield return (image, isBeingMade, isBeingMade ? "no image, but younger than a day" : "left over: it belongs to no image");
            }
            else if (!dumps.Has(manifest.DumpKey))
            {
                yield return (image, false, "its dump is gone");
            }
            else
            {
                var series = (manifest.Database, manifest.Parts.GetValueOrDefault(ImageKey.PlatformPart), manifest.Parts.GetValueOrDefault(ImageKey.VersionPart));
                var count = counts[series] = counts.GetValueOrDefault(series) + 1;
                var reason = this is { Last: null, OlderThan: null } ? "no rule is given" : count <= Last ? "last" : now - manifest.Created <= OlderThan ? "young" : null;
                yield return (image, reason is not null, reason ?? "no rule keeps it");
            }
        }
    }
}
