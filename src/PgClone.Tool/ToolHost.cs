using PgClone.Configuration;
using Spectre.Console;

namespace PgClone.Tool;

/// <summary>What surrounds the tool: results go to <paramref name="Out"/>, everything else to <paramref name="Error"/>.</summary>
internal sealed record ToolHost(IAnsiConsole Out, IAnsiConsole Error, string Directory, IReadOnlyDictionary<string, string> Environment)
{
    /// <param name="connectionVariable">The variable that an option names for the connection string.</param>
    public PgCloneSettings LoadSettings(string? connectionVariable = null) => SettingsLoader.Load(Directory, Environment, connectionVariable);

    public static ToolHost OfThisProcess() =>
        new(
            CreateConsole(Console.Out),
            CreateConsole(Console.Error),
            System.Environment.CurrentDirectory,
            SettingsLoader.ReadEnvironment());

    private static IAnsiConsole CreateConsole(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        // What goes into a file or a pipe is never wrapped.
        if (!console.Profile.Out.IsTerminal) console.Profile.Width = 10_000;
        return console;
    }
}
