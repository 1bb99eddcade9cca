namespace PgClone.Benchmarks.Reporting;

/// <summary>A table as Markdown writes it.</summary>
internal sealed class MarkdownTable(params string[] columns)
{
    private readonly List<string> _lines = [Line(columns), Line(columns.Select(_ => "---"))];

    public void Add(params string[] cells) => _lines.Add(Line(cells));

    public override string ToString() => string.Join('\n', _lines) + "\n";

    private static string Line(IEnumerable<string> cells) =>
        "| " + string.Join(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" "))) + " |";
}
