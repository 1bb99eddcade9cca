using System.Xml.Linq;
using PgClone.Benchmarks.Results;

namespace PgClone.Benchmarks.Reporting;

public sealed class ReportFilesTests
{
    private static readonly BenchmarkResults Results = Measured.Nothing.With(Measured.Comparison("skewed", "embedded", 1.5)) with
    {
        Failures = [new Failure("many, durable", "no\nspace")],
    };

    [Fact]
    public async Task Only_what_stands_between_the_marks_is_replaced()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(
            folder["benchmarks.md"], "before\n\n<!-- results -->\nold\n<!-- /results -->\n\nafter\n", TestContext.Current.CancellationToken);

        await new ReportFiles(folder.Path, ReportSection.Restores).WriteAsync(Results, TestContext.Current.CancellationToken);

        var page = await File.ReadAllTextAsync(folder["benchmarks.md"], TestContext.Current.CancellationToken);
        Assert.StartsWith("before\n\n<!-- results -->\n\n| machine |", page, StringComparison.Ordinal);
        Assert.EndsWith("\n\n<!-- /results -->\n\nafter\n", page, StringComparison.Ordinal);
        Assert.DoesNotContain("old", page, StringComparison.Ordinal);
        Assert.Contains("| skewed | embedded | 1.0 s | 1.5 s: **1.50 x** |", page, StringComparison.Ordinal);
        Assert.Contains("**Not measured: many, durable.** no space", page, StringComparison.Ordinal);
        Assert.Contains("| TABLE DATA a<b | 0.50 s |", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_chart_has_a_bar_for_each_contender_as_long_as_its_ratio()
    {
        using var folder = new TemporaryFolder();

        await new ReportFiles(folder.Path, ReportSection.Restores).WriteAsync(Results, TestContext.Current.CancellationToken);

        XNamespace svg = "http://www.w3.org/2000/svg";
        var bars = XDocument.Load(folder["benchmarks.svg"]).Descendants(svg + "rect").Select(bar => (double)bar.Attribute("width")!).ToList();
        Assert.Equal(2, bars.Count);
        Assert.Equal(1.5, bars[1] / bars[0], 2);
    }
}
