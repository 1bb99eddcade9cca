using Spectre.Console;

namespace PgClone.Tool.Rendering;

/// <summary>The last line of a terminal, drawn again and again; what is written for good goes above it.</summary>
internal sealed class StatusLine(IAnsiConsole console)
{
    private const string Erase = "\r\u001b[K";
    private bool _isShown;

    /// <summary>Shows a text, as much of it as one line holds.</summary>
    public void Show(string text)
    {
        Write(Erase + Clip(text, console.Profile.Width - 1));
        _isShown = true;
    }

    public void Clear()
    {
        if (_isShown) Write(Erase);
        _isShown = false;
    }

    private static string Clip(string text, int width)
    {
        var end = text.AsSpan().IndexOfAny('\r', '\n');
        if (end >= 0) text = text[..end];
        if (text.GetCellWidth() <= width) return text;

        while (text.Length > 0 && text.GetCellWidth() > width - 1) text = text[..^1];
        return text + "…";
    }

    private void Write(string text)
    {
        console.Profile.Out.Writer.Write(text);
        console.Profile.Out.Writer.Flush();
    }
}
