using Spectre.Console;

namespace PgClone.Tool.Rendering;

internal static class ConsoleExtensions
{
    /// <summary>Writes a line as it is, never wrapped: something to copy or to pipe.</summary>
    public static void WriteRaw(this IAnsiConsole console, string line) => console.Profile.Out.Writer.WriteLine(line);
}
