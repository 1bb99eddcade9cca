using PgClone.Benchmarks.Results;

namespace PgClone.Benchmarks.Reporting;

/// <summary>Suites with servers in containers, as Markdown.</summary>
internal static class ContainerReport
{
    public static string Write(BenchmarkResults results) => MarkdownReport.Paragraphs(
    [
        .. MarkdownReport.Opening(results),
        .. results.Containers is { } result ? Comparison(result) : [],
    ]);

    private static IEnumerable<string> Comparison(ContainerResult result)
    {
        var table = new MarkdownTable("", "first test with data", "fastest - slowest", "all 20 classes", "fastest - slowest");
        foreach (var (first, all) in result.FirstTest.Zip(result.Suite)) table.Add(first.Name, Median(first), Range(first), Median(all), Range(all));
        yield return $"A database of {result.DatabaseBytes / 1e6:N0} MB, with a dump of {result.DumpBytes / 1e6:N2} MB. Measured on {result.Date:yyyy-MM-dd} with PgClone "
            + $"{ContenderReport.ShortVersion(result.Version)}; rounds: {result.Suite[0].Rounds.Count}.";
        yield return table.ToString();
    }

    private static string Median(ContenderResult contender) => $"{contender.Median(round => round.Seconds):N1} s";

    private static string Range(ContenderResult contender) =>
        $"{contender.Rounds.Min(round => round.Seconds):N1} - {contender.Rounds.Max(round => round.Seconds):N1} s";
}
