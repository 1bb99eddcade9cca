using PgClone.Diagnostics;
using Spectre.Console;

namespace PgClone.Tool.Rendering;

/// <summary>What <c>verify</c> tells of a dump that is whole.</summary>
internal static class VerifySummary
{
    public static void Write(IAnsiConsole console, VerifyResult result, DateTimeOffset now)
    {
        console.WriteField("dump", result.Key.Value);
        console.WriteField("size", Quantity.Bytes(result.Bytes));
        console.WriteField("taken", Quantity.Taken(result.Key.Timestamp, now));
        console.WriteField("read", $"{Quantity.Of(result.Tables, "tables")}, {Quantity.Of(result.Rows, "rows")}, {Quantity.Of(result.LargeObjects, "large objects")}");
        console.WriteField("manifest", result.Identity is null ? "none" : $"matches, identity {result.Identity}");
        foreach (var gap in result.Unchecked) console.WriteField("not checked", gap);
        console.WriteText($"This dump of {result.Key.Database} is whole{(result.Unchecked.Count == 0 ? "" : ", as far as could be checked")}.");
    }
}
