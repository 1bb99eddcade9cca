using PgClone.Benchmarks.Results;

namespace PgClone.Benchmarks.Reporting;

/// <summary>The figures as Markdown.</summary>
internal static class MarkdownReport
{
    public static string Write(BenchmarkResults results) => Paragraphs(
    [
        .. Opening(results),
        $"![The time to restore, against PgClone's]({ReportFiles.ChartName})",
        Overview(results.Comparisons),
        .. results.Comparisons.Select(ComparisonReport.Write),
        .. results.Memory.Count > 0 ? (string[])["### Memory", Memory(results.Memory)] : [],
        "### The servers",
        Settings(results.Comparisons),
    ]);

    /// <summary>Where it was measured, and what was not.</summary>
    public static IEnumerable<string> Opening(BenchmarkResults results) =>
    [
        Machine(results.Machine),
        .. results.Failures.Select(failure => $"**Not measured: {failure.Part}.** {failure.Why.ReplaceLineEndings(" ")}"),
    ];

    public static string Paragraphs(IEnumerable<string> paragraphs) => string.Join("\n\n", paragraphs.Select(paragraph => paragraph.Trim()));

    private static string Machine(Machine machine)
    {
        var table = new MarkdownTable("machine", "");
        table.Add("processors", $"{machine.Processors} of {machine.Processor}");
        table.Add("memory", $"{machine.MemoryGigabytes} GB");
        table.Add("system", $"{machine.System}, the databases on {machine.FileSystem}");
        table.Add("PostgreSQL", machine.PostgreSql);
        table.Add(".NET", machine.DotNet);
        return table.ToString();
    }

    private static string Overview(IReadOnlyList<ComparisonResult> comparisons)
    {
        var names = comparisons.SelectMany(comparison => comparison.Contenders.Select(contender => contender.Name)).Distinct().ToList();
        var table = new MarkdownTable(["data set", "server", .. names]);
        foreach (var comparison in comparisons) table.Add([comparison.DataSet, comparison.Server, .. names.Select(name => Time(comparison, name))]);
        return table.ToString();
    }

    private static string Time(ComparisonResult comparison, string name)
    {
        if (comparison.Contenders.FirstOrDefault(contender => contender.Name == name) is not { } contender) return "";

        var seconds = $"{contender.Median(round => round.Seconds):N1} s";
        return contender == comparison.Contenders[0] ? seconds : $"{seconds}: **{contender.RatioTo(comparison.Contenders[0]):N2} x**";
    }

    private static string Memory(IReadOnlyList<MemoryResult> results)
    {
        var table = new MarkdownTable("data set", "scale", "dump", "the peak of PgClone's process");
        foreach (var result in results) table.Add(result.DataSet, $"{result.Scale}", $"{result.DumpBytes / 1e6:N0} MB", $"{result.PeakMemory / 1e6:N0} MB");
        return table.ToString();
    }

    private static string Settings(IReadOnlyList<ComparisonResult> comparisons)
    {
        var servers = comparisons.DistinctBy(comparison => comparison.Server).ToList();
        var table = new MarkdownTable(["setting", .. servers.Select(comparison => comparison.Server)]);
        foreach (var name in servers.SelectMany(comparison => comparison.Settings.Keys).Distinct().Order(StringComparer.Ordinal))
            table.Add([$"`{name}`", .. servers.Select(comparison => comparison.Settings.GetValueOrDefault(name, "default"))]);
        return table.ToString();
    }
}
