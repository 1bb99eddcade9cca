using PgClone.Diagnostics;
using Spectre.Console;

namespace PgClone.Tool.Rendering;

/// <summary>What <c>image prune</c> tells of the images that it has decided about.</summary>
internal static class ImagePruneSummary
{
    /// <summary>Writes a line for each image.</summary>
    public static void Write(IAnsiConsole console, IReadOnlyList<PrunedImage> images, DateTimeOffset now)
    {
        foreach (var image in images)
            console.WriteRaw($"{(image.IsKept ? "keep" : "remove"),-8}{image.File}  {image.DumpKey ?? ""}  {Quantity.Ago(now - image.Created)}  ({image.Reason})");
    }

    /// <summary>What came of it, or would.</summary>
    public static string Sentence(IReadOnlyList<PrunedImage> images, bool isApplied)
    {
        var condemned = images.Where(image => !image.IsKept).ToList();
        var kept = images.Count - condemned.Count;
        return $"{(isApplied ? "Deleted" : "Would delete")} {Quantity.Of(condemned.Count, "images")}, {Quantity.Bytes(condemned.Sum(image => image.Bytes))}; {Quantity.Of(kept, "images")} {(kept == 1 ? "stays" : "stay")}.";
    }
}
