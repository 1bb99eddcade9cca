using Spectre.Console;

namespace PgClone.Tool.Rendering;

internal static class ConsoleExtensions
{
    /// <summary>Writes a line as it is, never wrapped: something to copy or to pipe.</summary>
    public static void WriteRaw(this IAnsiConsole console, string line) => console.Profile.Out.Writer.WriteLine(line);

    /// <summary>Writes a label and its value on a line of their own.</summary>
    public static void WriteField(this IAnsiConsole console, string label, string value) => console.WriteRaw($"{label,-18}{value}");
}
