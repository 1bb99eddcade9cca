using System.Globalization;
using System.Xml.Linq;
using PgClone.Benchmarks.Results;

namespace PgClone.Benchmarks.Reporting;

/// <summary>The ratios as bars: an SVG that a browser shows in the reader's own fonts, and in light or dark as the reader likes it.</summary>
internal static class BarChart
{
    private const int Width = 760;
    private const int NameWidth = 190;
    private const int NumberWidth = 50;
    private const int BarHeight = 16;
    private const int LineHeight = 22;
    private const int GroupGap = 16;
    private const int TextBase = 13;
    private const int Margin = 12;

    // It brings its own background: a page may be dark where the reader's system is light.
    private const string Style = """
        svg { background: #ffffff; }
        text { font: 13px system-ui, sans-serif; fill: #1f2328; }
        .group { font-weight: 600; }
        .ours { fill: #1a7f64; }
        .theirs { fill: #8c959f; }
        line { stroke: #8c959f; stroke-dasharray: 3 3; }
        @media (prefers-color-scheme: dark) {
          svg { background: #0d1117; }
          text { fill: #e6edf3; }
          .ours { fill: #3fb68b; }
          .theirs { fill: #6e7681; }
        }
        """;

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static XDocument Draw(IReadOnlyList<ComparisonResult> comparisons)
    {
        var ratios = comparisons.SelectMany(comparison => comparison.Contenders.Select(contender => contender.RatioTo(comparison.Contenders[0])));
        var unit = (Width - NameWidth - NumberWidth) / ratios.DefaultIfEmpty(1).Max();
        var shapes = new List<XElement> { Text(0, TextBase, "Time to restore, PgClone's = 1: shorter is faster", "group") };

        var y = LineHeight + GroupGap / 2;
        foreach (var comparison in comparisons)
        {
            shapes.Add(Text(0, y + TextBase, $"{comparison.DataSet}, {comparison.Server}", "group"));
            y += LineHeight;
            foreach (var contender in comparison.Contenders)
            {
                var ratio = contender.RatioTo(comparison.Contenders[0]);
                shapes.Add(Text(0, y + TextBase, contender.Name));
                shapes.Add(Bar(y, ratio * unit, contender == comparison.Contenders[0] ? "ours" : "theirs"));
                shapes.Add(Text(NameWidth + ratio * unit + 6, y + TextBase, ratio.ToString("N2", CultureInfo.InvariantCulture)));
                y += LineHeight;
            }

            y += GroupGap;
        }

        shapes.Add(Line(NameWidth + unit, LineHeight + GroupGap / 2, y - GroupGap));
        return new XDocument(new XElement(
            Svg + "svg",
            new XAttribute("viewBox", $"{-Margin} {-Margin} {Width + 2 * Margin} {y + 2 * Margin - GroupGap}"),
            new XAttribute("width", Width + 2 * Margin),
            new XAttribute("role", "img"),
            new XElement(Svg + "style", Style),
            shapes));
    }

    private static XElement Text(double x, double y, string text, string? style = null) =>
        new(Svg + "text", At("x", x), At("y", y), style is null ? null : new XAttribute("class", style), text);

    private static XElement Bar(double y, double width, string style) => new(
        Svg + "rect", At("x", NameWidth), At("y", y), At("width", width), At("height", BarHeight), At("rx", 2), new XAttribute("class", style));

    private static XElement Line(double x, double from, double to) => new(Svg + "line", At("x1", x), At("x2", x), At("y1", from), At("y2", to));

    private static XAttribute At(string name, double value) => new(name, value.ToString("0.#", CultureInfo.InvariantCulture));
}
