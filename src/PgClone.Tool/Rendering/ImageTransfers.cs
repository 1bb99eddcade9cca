using PgClone.Diagnostics;
using Spectre.Console;

namespace PgClone.Tool.Rendering;

/// <summary>What <c>image push</c> and <c>image pull</c> tell of the images that lie in both places now.</summary>
internal static class ImageTransfers
{
    /// <summary>Writes the images' names, or JSON.</summary>
    public static void Write(IAnsiConsole console, OutputFormat? format, IReadOnlyList<ImageTransferResult> images)
    {
        if (format == OutputFormat.Json)
        {
            JsonOutput.Write(console, images);
            return;
        }

        foreach (var image in images) console.WriteRaw(image.Image.Name);
    }

    public static string Sentence(ImageTransferResult image) => image.IsNew
        ? $"Copied the image of {image.Image.DumpKey}, {Quantity.Bytes(image.Image.Bytes)}, to {image.Location}, every byte checked."
        : $"An image of {image.Image.DumpKey} lies in {image.Location} already.";
}
