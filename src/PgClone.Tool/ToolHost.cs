using PgClone.Configuration;
using Spectre.Console;

namespace PgClone.Tool;

/// <summary>What surrounds the tool: results go to <paramref name="Out"/>, everything else to <paramref name="Error"/>.</summary>
internal sealed record ToolHost(IAnsiConsole Out, IAnsiConsole Error, string Directory, IReadOnlyDictionary<string, string> Environment)
{
    /// <param name="connectionVariable">The variable that an option names for the connection string.</param>
    public PgCloneSettings LoadSettings(string? connectionVariable = null) => SettingsLoader.Load(Directory, Environment, connectionVariable);

    /// <summary>What stdout is written through; null where a test reads what is written.</summary>
    public StandardWriter? Output { get; private init; }

    public static ToolHost OfThisProcess()
    {
        var output = new StandardWriter(StandardStreams.OpenOutput());
        // Whoever writes to the console, the parser and the display of progress among them, does it through these.
        Console.SetOut(output);
        Console.SetError(new StandardWriter(Console.Error));
        return new ToolHost(
            CreateConsole(Console.Out), CreateConsole(Console.Error), System.Environment.CurrentDirectory, SettingsLoader.ReadEnvironment()) { Output = output };
    }

    private static IAnsiConsole CreateConsole(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        // What goes into a file or a pipe is never wrapped.
        if (!console.Profile.Out.IsTerminal) console.Profile.Width = 10_000;
        return console;
    }
}
