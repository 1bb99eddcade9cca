using Spectre.Console;

namespace PgClone.Tool.Rendering;

internal static class ConsoleExtensions
{
    /// <summary>Writes a line as it is, never wrapped: something to copy or to pipe.</summary>
    public static void WriteRaw(this IAnsiConsole console, string line) => console.Profile.Out.Writer.WriteLine(line);

    /// <summary>Writes a label and its value, on a line of its own where a terminal is too narrow for both.</summary>
    public static void WriteField(this IAnsiConsole console, string label, string value)
    {
        var head = label.Length < 18 ? label.PadRight(18) : label + "  ";
        console.WriteRaw(console.Fits(head + value) ? head + value : label + Environment.NewLine + value);
    }

    /// <summary>Writes sentences, broken between words where a terminal is too narrow.</summary>
    /// <param name="console">Where.</param>
    /// <param name="text">The sentences.</param>
    /// <param name="indent">How many columns the lines after the first one are set in.</param>
    /// <param name="style">Colour.</param>
    public static void WriteText(this IAnsiConsole console, string text, int indent = 0, Style? style = null)
    {
        foreach (var line in WordWrap.Lines(text, console.Profile.Width, indent))
        {
            // A word that is longer than a line would be broken. Without escape sequences, colours would be set by the console's own.
            if (style is null || !console.Profile.Capabilities.Ansi || !console.Fits(line))
                console.WriteRaw(line);
            else
                console.WriteLine(line, style);
        }
    }

    /// <summary>Whether a line fits; into a file or a pipe all do.</summary>
    public static bool Fits(this IAnsiConsole console, string line) => line.GetCellWidth() <= console.Profile.Width;
}
