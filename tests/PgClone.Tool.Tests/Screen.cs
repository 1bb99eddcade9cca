using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace PgClone.Tool;

/// <summary>What a person sees on a terminal after a program has written to it.</summary>
internal sealed partial class Screen(int width)
{
    private readonly List<StringBuilder> _lines = [new()];
    private int _row;
    private int _column;

    /// <summary>The lines, without those at the end that are empty. What is too long for a line goes on in the next one.</summary>
    public static IReadOnlyList<string> Of(string output, int width)
    {
        var screen = new Screen(width);
        screen.Write(output);
        return [.. screen._lines.Select(line => line.ToString().TrimEnd()).Reverse().SkipWhile(line => line.Length == 0).Reverse()];
    }

    [GeneratedRegex(@"\G\u001b(\[([?\d;]*)([A-Za-z])|.)")]
    private static partial Regex Escape();

    private void Write(string output)
    {
        for (var i = 0; i < output.Length; i++)
        {
            if (Escape().Match(output, i) is { Success: true } escape)
            {
                Obey(escape.Groups[3].Value, int.TryParse(escape.Groups[2].Value, CultureInfo.InvariantCulture, out var count) ? count : null);
                i += escape.Length - 1;
            }
            else if (output[i] == '\r')
                _column = 0;
            else if (output[i] == '\n')
                MoveTo(_row + 1);
            else
                Put(output[i]);
        }
    }

    private void Obey(string command, int? count)
    {
        switch (command)
        {
            case "A": MoveTo(Math.Max(0, _row - (count ?? 1))); break;
            case "B": MoveTo(_row + (count ?? 1)); break;
            case "C": _column += count ?? 1; break;
            case "D": _column = Math.Max(0, _column - (count ?? 1)); break;
            case "G": _column = (count ?? 1) - 1; break;
            case "K" when count == 2: _lines[_row].Clear(); break;
            case "K": _lines[_row].Length = Math.Min(_column, _lines[_row].Length); break;
        }
    }

    private void Put(char character)
    {
        if (_column >= width)
        {
            MoveTo(_row + 1);
            _column = 0;
        }

        var line = _lines[_row];
        while (line.Length <= _column) line.Append(' ');
        line[_column++] = character;
    }

    private void MoveTo(int row)
    {
        _row = row;
        while (_lines.Count <= _row) _lines.Add(new());
    }
}
