using PgClone.Benchmarks.Results;

namespace PgClone.Benchmarks.Reporting;

/// <summary>Who took how long, as Markdown.</summary>
internal static class ContenderReport
{
    /// <param name="work">What they did.</param>
    /// <param name="contenders">PgClone first.</param>
    public static string Write(string work, IReadOnlyList<ContenderResult> contenders)
    {
        var table = new MarkdownTable(work, "median", "fastest - slowest", "takes, against PgClone", "the server's processor", "its own processor");
        foreach (var contender in contenders)
        {
            table.Add(
                contender.Name,
                $"{contender.Median(round => round.Seconds):N2} s",
                $"{contender.Rounds.Min(round => round.Seconds):N2} - {contender.Rounds.Max(round => round.Seconds):N2} s",
                $"{contender.RatioTo(contenders[0]):N2} x",
                $"{contender.Median(round => round.ServerProcessorSeconds):N2} s",
                $"{contender.Median(round => round.ProcessorSeconds):N2} s");
        }

        return table.ToString();
    }

    /// <summary>A version with its commit in as many digits as people write.</summary>
    public static string ShortVersion(string version) =>
        version.Split('+', 2) is [var number, { Length: > 8 } commit] ? $"{number} ({commit[..8]})" : version;
}
