using PgClone.Benchmarks.Results;

namespace PgClone.Benchmarks.Reporting;

/// <summary>Machines that had no server, as Markdown.</summary>
internal static class ImageReport
{
    public static string Write(BenchmarkResults results) => MarkdownReport.Paragraphs(
    [
        .. MarkdownReport.Opening(results),
        .. results.Images.SelectMany(Comparison),
    ]);

    private static IEnumerable<string> Comparison(ImageResult result)
    {
        var table = new MarkdownTable("until a first query is answered", "median", "fastest - slowest", "takes, against an image in the same place");
        foreach (var agent in result.Agents)
        {
            table.Add(
                agent.Name,
                $"{agent.Median(round => round.Seconds):N1} s",
                $"{agent.Rounds.Min(round => round.Seconds):N1} - {agent.Rounds.Max(round => round.Seconds):N1} s",
                $"{agent.RatioTo(Measure(agent, result)):N2} x");
        }

        yield return $"### Cold agents: {result.Set}";
        yield return $"A database of {result.DatabaseBytes / 1e6:N0} MB, with a dump of {result.DumpBytes / 1e6:N1} MB and an image of {result.ImageBytes / 1e6:N1} MB. Measured on "
            + $"{result.Date:yyyy-MM-dd} with PgClone {ContenderReport.ShortVersion(result.Version)}; rounds: {result.Agents[0].Rounds.Count}.";
        yield return table.ToString();
    }

    // The first two are the images, in a folder and in S3.
    private static ContenderResult Measure(ContenderResult agent, ImageResult result) => result.Agents[agent.Name.Contains("folder", StringComparison.Ordinal) ? 0 : 1];
}
