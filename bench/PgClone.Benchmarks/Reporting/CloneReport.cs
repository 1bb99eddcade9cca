using PgClone.Benchmarks.Clones;
using PgClone.Benchmarks.Results;

namespace PgClone.Benchmarks.Reporting;

/// <summary>Databases for test classes, as Markdown.</summary>
internal static class CloneReport
{
    public static string Write(BenchmarkResults results) => MarkdownReport.Paragraphs(
    [
        .. MarkdownReport.Opening(results),
        .. results.Clones.SelectMany(Comparison),
    ]);

    private static IEnumerable<string> Comparison(CloneResult result) =>
    [
        $"### Clones: {result.Set}",
        $"A database of {result.DatabaseBytes / 1e6:N0} MB, with a dump of {result.DumpBytes / 1e6:N2} MB. Measured on {result.Date:yyyy-MM-dd} with PgClone "
            + $"{ContenderReport.ShortVersion(result.Version)}; rounds: {result.HandOvers[0].Rounds.Count}.",
        Table("until a test class can use a connection", result.HandOvers, result.HandOvers.Single(contender => contender.Name == StockCopy.Measure), 1000, "ms"),
        .. result.Suites.Count > 0 ? (string[])[Table($"{TestSuite.Classes} small test classes", result.Suites, result.Suites[0], 1, "s")] : [],
    ];

    private static string Table(string work, IReadOnlyList<ContenderResult> contenders, ContenderResult measure, double factor, string unit)
    {
        var table = new MarkdownTable(work, "median", "fastest - slowest", $"takes, against {measure.Name}");
        foreach (var contender in contenders)
        {
            table.Add(
                contender.Name,
                $"{contender.Median(round => round.Seconds) * factor:N1} {unit}",
                $"{contender.Rounds.Min(round => round.Seconds) * factor:N1} - {contender.Rounds.Max(round => round.Seconds) * factor:N1} {unit}",
                $"{contender.RatioTo(measure):N2} x");
        }

        return table.ToString();
    }
}
