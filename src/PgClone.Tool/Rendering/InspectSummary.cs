using System.Globalization;
using PgClone.Archives;
using Spectre.Console;

namespace PgClone.Tool.Rendering;

/// <summary>What <c>inspect</c> tells of a dump.</summary>
internal static class InspectSummary
{
    public static void Write(IAnsiConsole console, InspectResult result)
    {
        var (summary, header) = (result.Summary, result.Summary.Header);
        console.WriteField("dump", result.Key.Value);
        console.WriteField("size", Quantity.Bytes(summary.Bytes));
        console.WriteField("database", header.Database);
        if (header.CreatedLocalTime is { } time) console.WriteField("taken", time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
        console.WriteField("server", header.ServerVersion);
        console.WriteField("pg_dump", header.DumpVersion);
        console.WriteField("format", $"{header.Version}, {header.Compression.ToString().ToLowerInvariant()}");
        console.WriteField("encoding", summary.EncodingName);
        console.WriteField("seekable", summary.HasOffsets ? "yes" : "no");
        console.WriteField("entries", Quantity.Count(header.EntryCount));
        foreach (var (type, count) in summary.EntryCounts) console.WriteField("  " + type.ToLowerInvariant(), Quantity.Count(count));
        console.WriteField("data", $"{Quantity.Count(summary.Data.Count)} blocks");
        foreach (var data in summary.Data) console.WriteRaw($"  {Quantity.Bytes(data.CompressedBytes),-16}{NameOf(data)}");
    }

    private static string NameOf(DataSummary data) => string.IsNullOrEmpty(data.Namespace) ? data.Tag : $"{data.Namespace}.{data.Tag}";
}
