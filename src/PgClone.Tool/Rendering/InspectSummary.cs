using PgClone.Archives;
using PgClone.Diagnostics;
using Spectre.Console;

namespace PgClone.Tool.Rendering;

/// <summary>What <c>inspect</c> tells of a dump.</summary>
internal static class InspectSummary
{
    public static void Write(IAnsiConsole console, InspectResult result, DateTimeOffset now)
    {
        var (key, summary, header) = (result.Key, result.Summary, result.Summary.Header);
        console.WriteField("dump", key.Value);
        console.WriteField("size", Quantity.Bytes(summary.Bytes));
        console.WriteField("database", header.Database);
        console.WriteField("taken", Quantity.Taken(key.Timestamp, now));
        console.WriteField("server", "PostgreSQL " + header.ServerVersion);
        console.WriteField("pg_dump", header.DumpVersion);
        console.WriteField("format", $"{header.Version}, {Compression(header.Compression)}");
        console.WriteField("encoding", summary.EncodingName);
        console.WriteField("seekable", summary.HasOffsets ? "yes" : "no");
        foreach (var (option, value) in result.Choices) console.WriteField(option, value);
        var words = EntryWords.Count(summary.EntryCounts).ToList();
        if (words.Count > 0) console.WriteRaw("holds");
        foreach (var (word, count) in words) console.WriteField("  " + word, Quantity.Count(count));
        if (summary.Data.Count > 0) console.WriteRaw("data, by its size in the dump");
        foreach (var data in summary.Data) console.WriteField("  " + Quantity.Bytes(data.CompressedBytes), NameOf(data));
        console.WriteText($"This dump of {header.Database} holds the rows of {Quantity.Of(summary.Data.Count(data => data.Type == "TABLE DATA"), "tables")} in {Quantity.Bytes(summary.Bytes)}.");
    }

    private static string Compression(ArchiveCompression compression) =>
        compression == ArchiveCompression.None ? "not compressed" : "compressed with " + compression.ToString().ToLowerInvariant();

    private static string NameOf(DataSummary data) => string.IsNullOrEmpty(data.Namespace) ? data.Tag : $"{data.Namespace}.{data.Tag}";
}
