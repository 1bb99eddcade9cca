using Spectre.Console;

namespace PgClone.Tool.Rendering;

/// <summary>Rows under headings. Where a terminal is too narrow, the last columns are left out; the first one is never cut or broken.</summary>
internal static class TextTable
{
    private const int Gap = 2;

    public static void Write(IAnsiConsole console, string[] headings, IReadOnlyList<string[]> rows)
    {
        var widths = headings.Select((heading, column) => rows.Select(row => row[column]).Prepend(heading).Max(cell => cell.GetCellWidth())).ToArray();
        var columns = 1;
        for (var width = widths[0]; columns < widths.Length && (width += Gap + widths[columns]) <= console.Profile.Width;) columns++;

        foreach (var row in rows.Prepend(headings))
            console.WriteRaw(string.Concat(row.Take(columns).Select((cell, column) => cell + new string(' ', widths[column] + Gap - cell.GetCellWidth()))).TrimEnd());
    }
}
