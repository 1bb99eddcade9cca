using PgClone.Benchmarks.Results;

namespace PgClone.Benchmarks.Reporting;

/// <summary>One comparison as Markdown: who took how long, and where PgClone's time went.</summary>
internal static class ComparisonReport
{
    public static string Write(ComparisonResult comparison) => MarkdownReport.Paragraphs(
    [
        $"### `{comparison.DataSet}`, {comparison.Server}",
        $"At scale {comparison.Scale}: a database of {comparison.DatabaseBytes / 1e6:N0} MB, a dump of {comparison.DumpBytes / 1e6:N0} MB. "
            + $"Measured on {comparison.Date:yyyy-MM-dd} with PgClone {ShortVersion(comparison)}; rounds: {comparison.Contenders[0].Rounds.Count}.",
        Contenders(comparison),
        $"PgClone's stages: {string.Join(", ", comparison.Stages.Select(stage => $"{stage.Name} {stage.Seconds:N2} s"))}. "
            + $"Its process had {comparison.PeakMemory / 1e6:N0} MB of memory at its peak.",
        .. comparison.LongestEntries.Count > 0 ? (string[])[Entries(comparison.LongestEntries)] : [],
    ]);

    private static string Contenders(ComparisonResult comparison)
    {
        var table = new MarkdownTable("restore", "median", "fastest - slowest", "takes, against PgClone", "the server's processor", "its own processor");
        foreach (var contender in comparison.Contenders)
        {
            table.Add(
                contender.Name,
                $"{contender.Median(round => round.Seconds):N2} s",
                $"{contender.Rounds.Min(round => round.Seconds):N2} - {contender.Rounds.Max(round => round.Seconds):N2} s",
                $"{contender.RatioTo(comparison.Contenders[0]):N2} x",
                $"{contender.Median(round => round.ServerProcessorSeconds):N2} s",
                $"{contender.Median(round => round.ProcessorSeconds):N2} s");
        }

        return table.ToString();
    }

    private static string Entries(IReadOnlyList<TimedPart> entries)
    {
        var table = new MarkdownTable($"the {entries.Count} longest entries", "PgClone");
        foreach (var entry in entries) table.Add(entry.Name, $"{entry.Seconds:N2} s");
        return table.ToString();
    }

    /// <summary>The commit in as many digits as people write.</summary>
    private static string ShortVersion(ComparisonResult comparison) =>
        comparison.Version.Split('+', 2) is [var version, { Length: > 8 } commit] ? $"{version} ({commit[..8]})" : comparison.Version;
}
