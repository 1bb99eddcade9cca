using PgClone.Benchmarks.Results;

namespace PgClone.Benchmarks.Reporting;

/// <summary>One comparison as Markdown: who took how long, and where PgClone's time went.</summary>
internal static class ComparisonReport
{
    public static string Write(ComparisonResult comparison) => MarkdownReport.Paragraphs(
    [
        $"### `{comparison.DataSet}`, {comparison.Server}",
        $"At scale {comparison.Scale}: a database of {comparison.DatabaseBytes / 1e6:N0} MB, a dump of {comparison.DumpBytes / 1e6:N0} MB. "
            + $"Measured on {comparison.Date:yyyy-MM-dd} with PgClone {ContenderReport.ShortVersion(comparison.Version)}; rounds: {comparison.Contenders[0].Rounds.Count}.",
        ContenderReport.Write("restore", comparison.Contenders),
        $"PgClone's stages: {string.Join(", ", comparison.Stages.Select(stage => $"{stage.Name} {stage.Seconds:N2} s"))}. "
            + $"Its process had {comparison.PeakMemory / 1e6:N0} MB of memory at its peak.",
        .. comparison.LongestEntries.Count > 0 ? (string[])[Entries(comparison.LongestEntries)] : [],
    ]);

    private static string Entries(IReadOnlyList<TimedPart> entries)
    {
        var table = new MarkdownTable($"the {entries.Count} longest entries", "PgClone");
        foreach (var entry in entries) table.Add(entry.Name, $"{entry.Seconds:N2} s");
        return table.ToString();
    }
}
