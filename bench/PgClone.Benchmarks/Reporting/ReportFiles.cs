using PgClone.Benchmarks.Results;

namespace PgClone.Benchmarks.Reporting;

/// <summary>The page with the report, of which only what stands between a section's two marks is the program's, and the chart beside it.</summary>
internal sealed class ReportFiles(string folder, ReportSection section)
{
    public const string ChartName = "benchmarks.svg";

    private readonly string _begin = $"<!-- {section.Mark} -->";
    private readonly string _end = $"<!-- /{section.Mark} -->";
    private readonly string _page = Path.Combine(folder, "benchmarks.md");

    public async Task WriteAsync(BenchmarkResults results, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var page = File.Exists(_page) ? await File.ReadAllTextAsync(_page, cancellationToken) : "";
        await File.WriteAllTextAsync(_page, Insert(page, section.Write(results)), cancellationToken);
        if (section == ReportSection.Restores)
            await File.WriteAllTextAsync(Path.Combine(folder, ChartName), BarChart.Draw(results.Comparisons) + "\n", cancellationToken);
    }

    /// <summary>A section that the page does not have is put at its end.</summary>
    private string Insert(string page, string report)
    {
        if (!page.Contains(_begin, StringComparison.Ordinal)) page += $"{(page.Length > 0 ? "\n" : "")}{_begin}\n{_end}\n";

        var begin = page.IndexOf(_begin, StringComparison.Ordinal);
        var end = page.IndexOf(_end, StringComparison.Ordinal);
        return end > begin
            ? $"{page[..begin]}{_begin}\n\n{report.ReplaceLineEndings("\n").Trim()}\n\n{page[end..]}"
            : throw new InvalidOperationException($"{_page} lacks the mark {_end}.");
    }
}
