using PgClone.Benchmarks.Results;

namespace PgClone.Benchmarks.Reporting;

/// <summary>The page with the report, of which only what stands between two marks is the program's, and the chart beside it.</summary>
internal sealed class ReportFiles(string folder)
{
    public const string ChartName = "benchmarks.svg";

    private const string Begin = "<!-- results -->";
    private const string End = "<!-- /results -->";

    private readonly string _page = Path.Combine(folder, "benchmarks.md");

    public async Task WriteAsync(BenchmarkResults results, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var page = File.Exists(_page) ? await File.ReadAllTextAsync(_page, cancellationToken) : $"{Begin}\n{End}\n";
        await File.WriteAllTextAsync(_page, Insert(page, MarkdownReport.Write(results)), cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, ChartName), BarChart.Draw(results.Comparisons) + "\n", cancellationToken);
    }

    private string Insert(string page, string report)
    {
        var begin = page.IndexOf(Begin, StringComparison.Ordinal);
        var end = page.IndexOf(End, StringComparison.Ordinal);
        return begin >= 0 && end > begin
            ? $"{page[..begin]}{Begin}\n\n{report.ReplaceLineEndings("\n").Trim()}\n\n{page[end..]}"
            : throw new InvalidOperationException($"{_page} lacks the marks {Begin} and {End}.");
    }
}
