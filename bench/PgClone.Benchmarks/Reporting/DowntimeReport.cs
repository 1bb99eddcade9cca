using PgClone.Benchmarks.Results;

namespace PgClone.Benchmarks.Reporting;

/// <summary>For how long clients were out, as Markdown.</summary>
internal static class DowntimeReport
{
    public static string Write(BenchmarkResults results) => MarkdownReport.Paragraphs([.. MarkdownReport.Opening(results), .. results.Downtime.SelectMany(Write)]);

    private static IEnumerable<string> Write(DowntimeResult downtime)
    {
        var table = new MarkdownTable("", "times", "shortest", "median", "nine of ten", "longest");
        Add(table, "a swap: from the first client that was sent away to the first that the new database answered", downtime.Swaps);
        Add(table, "a client: from the end of its session to its first answer", downtime.Outages);
        Add(table, "for comparison, a client that gets in and is answered where all come at once and nothing is replaced", downtime.Connects);
        yield return $"### Downtime: {downtime.Server}";
        yield return $"{downtime.Clients} clients; measured on {downtime.Date:yyyy-MM-dd} with PgClone {ContenderReport.ShortVersion(downtime.Version)}.";
        yield return table.ToString();
    }

    private static void Add(MarkdownTable table, string what, Distribution times) =>
        table.Add(what, $"{times.Count}", $"{times.Shortest:0} ms", $"{times.Median:0} ms", $"{times.Ninetieth:0} ms", $"{times.Longest:0} ms");
}
