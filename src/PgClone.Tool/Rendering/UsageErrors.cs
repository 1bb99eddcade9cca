using System.CommandLine;
using Spectre.Console;

namespace PgClone.Tool.Rendering;

/// <summary>What is said about a command line that can't be understood.</summary>
internal static class UsageErrors
{
    public static void Write(IAnsiConsole error, Command command, IEnumerable<string> problems)
    {
        foreach (var problem in problems.Distinct()) error.WriteText("error: " + problem, style: new Style(Color.Red));
        error.WriteText($"'{CommandPath(command)} --help' shows what can be given.");
    }

    private static string CommandPath(Command command) =>
        command is RootCommand ? "pgclone" : $"{CommandPath(command.Parents.OfType<Command>().Single())} {command.Name}";
}
